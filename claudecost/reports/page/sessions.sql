-- The dearest conversations: one row per session and project, the dearest first, of equal cost the one with
-- the most tokens, then by name; at most $most, each with how many there are (`of_all`). Columns are those
-- of MEASURES.
-- Expects the temporary table conversations.
SELECT
    count(*) OVER () AS of_all,
    session_id,
    project,
    sum(responses)::BIGINT AS responses,
    sum(input_tokens)::BIGINT AS input_tokens,
    sum(cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
    sum(cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
    sum(cache_read_tokens)::BIGINT AS cache_read_tokens,
    sum(output_tokens)::BIGINT AS output_tokens,
    sum(web_search_requests)::BIGINT AS web_search_requests,
    sum(total_tokens)::BIGINT AS total_tokens,
    sum(cost_usd) AS cost_usd,
    sum(unpriced_tokens)::BIGINT AS unpriced_tokens,
    sum(unpriced_responses)::BIGINT AS unpriced_responses,
    sum(provisional_responses)::BIGINT AS provisional_responses,
    sum(cache_saved_usd) AS cache_saved_usd,
    sum(disputed_responses)::BIGINT AS disputed_responses,
    sum(unbilled_responses)::BIGINT AS unbilled_responses,
    sum(unbilled_tokens)::BIGINT AS unbilled_tokens,
    sum(cost_converted) AS cost_converted,
    sum(unconverted_usd) AS unconverted_usd
FROM conversations
GROUP BY session_id, project
HAVING sum(responses) > 0 OR sum(total_tokens) > 0 OR sum(web_search_requests) > 0 OR sum(cost_usd) <> 0
    OR sum(unpriced_tokens) > 0 OR sum(unpriced_responses) > 0 OR sum(provisional_responses) > 0
ORDER BY sum(cost_usd) DESC, sum(total_tokens) DESC, coalesce(session_id, ''), coalesce(project, '')
LIMIT $most
