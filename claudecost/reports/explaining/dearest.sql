-- The dearest items behind a cell, one row each, with the line that speaks for it. Of a cell that no filter
-- on teams cuts, items are whole and `rule_no` is the rule of their origin on their day. What is free by
-- rule, and what used nothing, is only told of a single response.
-- Expects the view events_explained, the temporary tables rates and bearers_asked, and the macro part_of.
WITH costed AS (
    SELECT
        e.*,
        r.valid_from,
        r.valid_until,
        r.prompt_over,
        (e.input_tokens * coalesce(r.input, 0)
            + e.cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + e.cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + e.cache_read_tokens * coalesce(r.cache_read, 0)
            + e.output_tokens * coalesce(r.output, 0)
            + e.web_search_requests * 1000 * coalesce(r.web_search, 0)) * e.share AS worth
    FROM events_explained AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
        AND ($response_key IS NULL OR (e.response_key = $response_key AND ($part IS NULL OR e.part = $part)))
        AND (r.billed OR $response_key IS NOT NULL)
        AND ($response_key IS NOT NULL OR e.prompt_tokens + e.output_tokens + e.web_search_requests > 0)
    ORDER BY worth DESC, e.prompt_tokens + e.output_tokens DESC, e.happened_at, e.response_key, e.part,
        e.item, e.share_from
    LIMIT $limit
),

-- Of whole items there is one row, whoever bears them; where one team bears all of it, it is named.
rules_of AS (
    SELECT
        origin_id,
        since,
        until,
        rule_no,
        CASE WHEN $is_cut THEN share_from ELSE 0 END AS share_from,
        CASE WHEN count(*) = 1 THEN any_value(team) END AS team
    FROM bearers_asked
    GROUP BY ALL
)

SELECT
    c.response_key,
    c.part,
    c.item,
    c.kind,
    c.happened_at,
    c.lines,
    c.provisional,
    f.path,
    c.line,
    b.team,
    b.rule_no,
    c.share,
    c.is_response,
    part_of(c.is_response::INTEGER, c.share_from, c.share_upto, c.luck) AS responses,
    part_of(c.input_tokens, c.share_from, c.share_upto, c.luck) AS input_tokens,
    part_of(c.cache_write_5m_tokens, c.share_from, c.share_upto, c.luck) AS cache_write_5m_tokens,
    part_of(c.cache_write_1h_tokens, c.share_from, c.share_upto, c.luck) AS cache_write_1h_tokens,
    part_of(c.cache_read_tokens, c.share_from, c.share_upto, c.luck) AS cache_read_tokens,
    part_of(c.output_tokens, c.share_from, c.share_upto, c.luck) AS output_tokens,
    part_of(c.web_search_requests, c.share_from, c.share_upto, c.luck) AS web_search_requests,
    c.input_tokens AS whole_input_tokens,
    c.cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    c.cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    c.cache_read_tokens AS whole_cache_read_tokens,
    c.output_tokens AS whole_output_tokens,
    c.web_search_requests AS whole_web_search_requests,
    c.profile_id,
    c.valid_from,
    c.valid_until,
    c.prompt_over
FROM costed AS c
JOIN files AS f ON f.file_id = c.file_id
LEFT JOIN rules_of AS b
    ON b.origin_id = c.origin_id AND b.share_from = c.share_from
    AND c.happened_at >= b.since AND c.happened_at < b.until
ORDER BY c.worth DESC, c.prompt_tokens + c.output_tokens DESC, c.happened_at, c.response_key, c.part, c.item,
    c.share_from
