-- The last days: one row per quarter hour (counted since 1970), profile and prompt size, with the tokens of every
-- meter, and the first and last instant. `size` counts the edges the prompt is beyond.
-- Expects the view events_from.
SELECT
    e.quarter_hour,
    e.profile_id,
    len(list_filter($edges, lambda edge: e.prompt_tokens > edge)) AS size,
    sum(e.input_tokens)::BIGINT,
    sum(e.cache_write_5m_tokens)::BIGINT,
    sum(e.cache_write_1h_tokens)::BIGINT,
    sum(e.cache_read_tokens)::BIGINT,
    sum(e.output_tokens)::BIGINT,
    sum(e.web_search_requests)::BIGINT,
    min(e.happened_at),
    max(e.happened_at)
FROM events_from AS e
WHERE e.happened_at >= $since AND e.happened_at < $until
GROUP BY ALL
ORDER BY ALL
