-- Whole sessions: one row per session, UTC day, profile and prompt size, with the tokens of every meter.
-- Expects the view events_from.
SELECT
    g.session_id,
    e.happened_at::DATE,
    e.profile_id,
    len(list_filter($edges, lambda edge: e.prompt_tokens > edge)) AS size,
    sum(e.input_tokens)::BIGINT,
    sum(e.cache_write_5m_tokens)::BIGINT,
    sum(e.cache_write_1h_tokens)::BIGINT,
    sum(e.cache_read_tokens)::BIGINT,
    sum(e.output_tokens)::BIGINT,
    sum(e.web_search_requests)::BIGINT
FROM events_from AS e
JOIN (SELECT origin_id, session_id FROM origins WHERE session_id IN (SELECT unnest($sessions))) AS g
    ON g.origin_id = e.origin_id
WHERE e.happened_at >= $since AND e.happened_at < $until
GROUP BY ALL
