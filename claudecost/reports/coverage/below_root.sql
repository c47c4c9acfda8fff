-- One row per model as logged: tokens of everything told by a file below a directory, up to an instant.
SELECT
    p.model_id,
    sum(e.input_tokens)::BIGINT AS input_tokens,
    sum(e.cache_write_5m_tokens + e.cache_write_1h_tokens)::BIGINT AS cache_write_tokens,
    sum(e.cache_read_tokens)::BIGINT AS cache_read_tokens,
    sum(e.output_tokens)::BIGINT AS output_tokens
FROM usage_events AS e
JOIN files AS f ON f.file_id = e.file_id
JOIN profiles AS p ON p.profile_id = e.profile_id
WHERE starts_with(f.path, $below) AND e.happened_at < $until
GROUP BY p.model_id
ORDER BY p.model_id
