-- What has no price: one row per model as logged and reason group, with when it was first met.
SELECT
    e.profile_id,
    count(*) FILTER (WHERE e.is_response)::BIGINT AS responses,
    sum(e.prompt_tokens + e.output_tokens)::BIGINT AS tokens,
    min(e.happened_at) AS first_at
FROM usage_events AS e
JOIN origin_groups AS o ON o.origin_id = e.origin_id
JOIN profile_groups AS p ON p.profile_id = e.profile_id
LEFT JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
WHERE e.happened_at >= $since AND e.happened_at < $until
  AND (r.rate_no IS NULL
    OR (r.cache_read IS NULL AND e.cache_write_5m_tokens + e.cache_write_1h_tokens + e.cache_read_tokens > 0)
    OR (r.web_search IS NULL AND e.web_search_requests > 0))
GROUP BY e.profile_id
ORDER BY tokens DESC, e.profile_id
