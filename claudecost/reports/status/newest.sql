-- The newest billed items, whoever's, newest first: one row each. What has a weak id is named within its part.
-- Expects the view events_from.
SELECT
    e.response_key || CASE WHEN starts_with(e.response_key, 'weak:') THEN chr(10) || e.part ELSE '' END,
    g.session_id,
    e.happened_at,
    NOT e.provisional,
    e.profile_id,
    e.prompt_tokens,
    e.input_tokens,
    e.cache_write_5m_tokens,
    e.cache_write_1h_tokens,
    e.cache_read_tokens,
    e.output_tokens,
    e.web_search_requests
FROM events_from AS e
JOIN origins AS g ON g.origin_id = e.origin_id
WHERE e.happened_at >= $since AND e.happened_at < $until
ORDER BY e.happened_at DESC, e.response_key, e.part, e.item
LIMIT $most
