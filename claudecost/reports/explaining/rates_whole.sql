-- How a cell is made that no filter on teams cuts: one row per rate met, nothing in it divided.
-- Expects the view events_explained and the temporary table rates.
WITH added AS (
    SELECT
        r.rate_no,
        1000000 AS share,
        sum(e.is_response::INTEGER)::BIGINT AS responses,
        coalesce(sum(e.is_response::INTEGER) FILTER (WHERE e.provisional), 0)::BIGINT
            AS provisional_responses,
        sum(e.input_tokens)::BIGINT AS input_tokens,
        sum(e.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(e.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(e.cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(e.output_tokens)::BIGINT AS output_tokens,
        sum(e.web_search_requests)::BIGINT AS web_search_requests,
        sum(e.input_tokens)::BIGINT AS whole_input_tokens,
        sum(e.cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(e.cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(e.cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(e.output_tokens)::BIGINT AS whole_output_tokens,
        sum(e.web_search_requests)::BIGINT AS whole_web_search_requests
    FROM events_explained AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
        AND ($response_key IS NULL OR e.response_key = $response_key)
    GROUP BY ALL
)
SELECT a.* EXCLUDE (rate_no), r.profile_id, r.valid_from, r.valid_until, r.prompt_over
FROM added AS a
JOIN rates AS r ON r.rate_no = a.rate_no
ORDER BY a.rate_no
