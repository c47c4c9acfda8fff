-- Who bears a metered cell: one row per rule that hit, team and share, 0 for no rule. Amounts at the
-- cheapest and at the dearest rate the cell is made with: where no filter on teams cuts it ($is_cut), those
-- found for whole rows.
-- Expects the temporary tables metered_groups and rates and the view metered_rows, with whoever bears each.
SELECT
    m.rule_no,
    m.team,
    m.share,
    count(*) AS items,
    count(*) AS source_rows,
    sum((m.whole_input_tokens * coalesce(l.input, 0)
            + (m.whole_cache_write_5m_tokens + m.whole_cache_write_unknown_tokens)
                * coalesce(l.cache_write_5m, 0)
            + m.whole_cache_write_1h_tokens * coalesce(l.cache_write_1h, 0)
            + m.whole_cache_read_tokens * coalesce(l.cache_read, 0)
            + m.whole_output_tokens * coalesce(l.output, 0)
            + m.whole_web_search_requests * 1000 * coalesce(l.web_search, 0))
        * m.share * 0.000001) * 0.000001 AS amount_usd,
    sum((m.whole_input_tokens * coalesce(h.input, 0)
            + m.whole_cache_write_5m_tokens * coalesce(h.cache_write_5m, 0)
            + m.whole_cache_write_1h_tokens * coalesce(h.cache_write_1h, 0)
            + m.whole_cache_write_unknown_tokens * coalesce(h.cache_write_1h, h.cache_write_5m, 0)
            + m.whole_cache_read_tokens * coalesce(h.cache_read, 0)
            + m.whole_output_tokens * coalesce(h.output, 0)
            + m.whole_web_search_requests * 1000 * coalesce(h.web_search, 0))
        * m.share * 0.000001) * 0.000001 AS high_usd,
    sum(m.unsplit_prompt_tokens
        + CASE WHEN l.input IS NULL THEN m.input_tokens ELSE 0 END
        + CASE WHEN l.cache_write_5m IS NULL
            THEN m.cache_write_5m_tokens + m.cache_write_unknown_tokens ELSE 0 END
        + CASE WHEN l.cache_write_1h IS NULL THEN m.cache_write_1h_tokens ELSE 0 END
        + CASE WHEN l.cache_read IS NULL THEN m.cache_read_tokens ELSE 0 END
        + CASE WHEN l.output IS NULL THEN m.output_tokens ELSE 0 END)::BIGINT AS unpriced_tokens
FROM metered_rows AS m
JOIN metered_groups AS g
    ON g.profile_id = m.profile_id AND (g.share = m.share OR NOT $is_cut)
    AND g.first_day = date_trunc('day', m.starts_at)
    AND g.upto = greatest(m.ends_at, date_trunc('day', m.starts_at) + INTERVAL 1 DAY)
    AND g.shortest = CASE m.context_window WHEN '200k-1M' THEN 200001 ELSE 0 END
    AND g.longest = CASE m.context_window WHEN '0-200k' THEN 200000 ELSE 4611686018427387904 END
JOIN rates AS l ON l.rate_no = g.low_rate
JOIN rates AS h ON h.rate_no = g.high_rate
WHERE m.starts_at >= $since AND m.ends_at <= $until AND TRUE
GROUP BY m.rule_no, m.team, m.share
