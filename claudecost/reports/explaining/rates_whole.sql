-- How a cell is made that no filter on teams cuts: one row per rate met, nothing in it divided. All shares
-- of a split are in `met`; the first of each stands for the whole.
-- Expects the temporary tables met and rates.
WITH added AS (
    SELECT
        rate_no,
        1000000 AS share,
        sum(events)::BIGINT AS events,
        sum(whole_responses)::BIGINT AS whole_responses,
        sum(whole_responses)::BIGINT AS responses,
        sum(whole_provisional_responses)::BIGINT AS provisional_responses,
        sum(whole_input_tokens)::BIGINT AS input_tokens,
        sum(whole_cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(whole_cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(whole_cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(whole_output_tokens)::BIGINT AS output_tokens,
        sum(whole_web_search_requests)::BIGINT AS web_search_requests,
        sum(whole_input_tokens)::BIGINT AS whole_input_tokens,
        sum(whole_cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(whole_cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(whole_cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(whole_output_tokens)::BIGINT AS whole_output_tokens,
        sum(whole_web_search_requests)::BIGINT AS whole_web_search_requests
    FROM met
    WHERE share_from = 0
    GROUP BY ALL
)
SELECT a.* EXCLUDE (rate_no), r.profile_id, r.valid_from, r.valid_until, r.prompt_over
FROM added AS a
JOIN rates AS r ON r.rate_no = a.rate_no
ORDER BY a.rate_no
