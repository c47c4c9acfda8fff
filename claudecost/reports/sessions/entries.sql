-- Everything that was used, in the order it happened: one row per event and share, with its cost (USD, exact; of
-- what has no price nothing) and whether something in it has no price.
-- Expects the view events_asked and the temporary table rates.
SELECT
    e.happened_at,
    e.origin_group,
    r.profile_group,
    coalesce(e.part_input_tokens, e.input_tokens)::BIGINT AS input_tokens,
    coalesce(e.part_cache_write_5m_tokens, e.cache_write_5m_tokens)::BIGINT
        + coalesce(e.part_cache_write_1h_tokens, e.cache_write_1h_tokens)::BIGINT AS cache_write_tokens,
    coalesce(e.part_cache_read_tokens, e.cache_read_tokens)::BIGINT AS cache_read_tokens,
    coalesce(e.part_output_tokens, e.output_tokens)::BIGINT AS output_tokens,
    (e.whole_input_tokens * coalesce(r.input, 0)
        + e.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
        + e.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
        + e.whole_cache_read_tokens * coalesce(r.cache_read, 0)
        + e.whole_output_tokens * coalesce(r.output, 0)
        + e.whole_web_search_requests * 1000 * coalesce(r.web_search, 0))
        * e.share * 0.000001 * 0.000001 AS cost_usd
FROM events_asked AS e
JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
WHERE e.happened_at >= $since AND e.happened_at < $until AND r.billed
ORDER BY e.happened_at, r.profile_group, output_tokens, input_tokens
