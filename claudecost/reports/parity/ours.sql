-- What we count: one row per response and kind of item in the period. `counted` is how many responses (or
-- items of that kind) it is; tokens and millionths of a dollar of what is billed.
-- Expects the temporary table rates; every event meets one row of it.
CREATE OR REPLACE TEMP TABLE parity_ours AS
SELECT
    e.response_key,
    e.kind,
    min(o.source) AS source,
    min(e.file_id) AS file_id,
    count(*) FILTER (WHERE e.is_response OR e.kind <> 'message') AS counted,
    coalesce(sum(e.prompt_tokens + e.output_tokens) FILTER (WHERE r.billed), 0)::BIGINT AS tokens,
    coalesce(sum(
        e.input_tokens * coalesce(r.input, 0)
        + e.cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
        + e.cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
        + e.cache_read_tokens * coalesce(r.cache_read, 0)
        + e.output_tokens * coalesce(r.output, 0)
        + e.web_search_requests * 1000 * coalesce(r.web_search, 0)
    ) FILTER (WHERE r.billed), 0) AS micro_usd
FROM usage_events AS e
JOIN origins AS o ON o.origin_id = e.origin_id
JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
WHERE e.happened_at >= $since AND e.happened_at < $until
GROUP BY e.response_key, e.kind
