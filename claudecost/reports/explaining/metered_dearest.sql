-- The dearest source rows behind a metered cell, one row each: file, number, labels, quantities, the
-- stretches of the rate table its kind of rows met.
-- Expects the temporary tables metered_groups, rates and profile_groups and the view metered_explained.
WITH chosen AS (
    SELECT
        m.*,
        l.valid_from AS low_from,
        l.valid_until AS low_until,
        l.prompt_over AS low_over,
        h.valid_from AS high_from,
        h.valid_until AS high_until,
        h.prompt_over AS high_over,
        (m.whole_input_tokens * coalesce(l.input, 0)
            + (m.whole_cache_write_5m_tokens + m.whole_cache_write_unknown_tokens)
                * coalesce(l.cache_write_5m, 0)
            + m.whole_cache_write_1h_tokens * coalesce(l.cache_write_1h, 0)
            + m.whole_cache_read_tokens * coalesce(l.cache_read, 0)
            + m.whole_output_tokens * coalesce(l.output, 0)
            + m.whole_web_search_requests * 1000 * coalesce(l.web_search, 0)) * m.share AS worth
    FROM metered_explained AS m
    JOIN metered_groups AS g
        ON g.profile_id = m.profile_id AND g.share = m.share
        AND g.first_day = date_trunc('day', m.starts_at)
        AND g.upto = greatest(m.ends_at, date_trunc('day', m.starts_at) + INTERVAL 1 DAY)
        AND g.shortest = CASE m.context_window WHEN '200k-1M' THEN 200001 ELSE 0 END
        AND g.longest = CASE m.context_window WHEN '0-200k' THEN 200000 ELSE 4611686018427387904 END
    JOIN rates AS l ON l.rate_no = g.low_rate
    JOIN rates AS h ON h.rate_no = g.high_rate
    WHERE m.starts_at >= $since AND m.ends_at <= $until AND TRUE
    ORDER BY worth DESC, m.starts_at, m.snapshot_id, m.row_no, m.team
    LIMIT $limit
)
SELECT
    f.path,
    c.row_no,
    c.source,
    c.starts_at,
    c.ends_at,
    c.workspace,
    c.api_key,
    c.actor,
    c.product,
    c.context_window,
    c.profile_id,
    c.share,
    c.rule_no,
    c.team,
    c.input_tokens,
    c.cache_write_5m_tokens,
    c.cache_write_1h_tokens,
    c.cache_write_unknown_tokens,
    c.cache_read_tokens,
    c.unsplit_prompt_tokens,
    c.output_tokens,
    c.web_search_requests,
    c.whole_input_tokens,
    c.whole_cache_write_5m_tokens,
    c.whole_cache_write_1h_tokens,
    c.whole_cache_write_unknown_tokens,
    c.whole_cache_read_tokens,
    c.whole_output_tokens,
    c.whole_web_search_requests,
    c.low_from,
    c.low_until,
    c.low_over,
    c.high_from,
    c.high_until,
    c.high_over
FROM chosen AS c
JOIN snapshots AS s ON s.snapshot_id = c.snapshot_id
JOIN files AS f ON f.file_id = s.file_id
ORDER BY c.worth DESC, c.starts_at, c.snapshot_id, c.row_no, c.team
