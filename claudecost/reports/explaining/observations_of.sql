-- Everything kept of what files say about one response: one row per stretch of a file, its best line.
SELECT
    f.path,
    o.file_id,
    o.line,
    o.lines,
    o.first_line,
    o.first_at,
    o.seen_at,
    o.place AS place_no,
    p.model_id,
    o.request_id,
    o.final,
    o.stop_reason,
    o.usage_keys,
    o.input_tokens,
    o.cache_write_5m_tokens,
    o.cache_write_1h_tokens,
    o.cache_read_tokens,
    o.output_tokens,
    o.web_search_requests,
    g.session_id
FROM observations AS o
JOIN files AS f ON f.file_id = o.file_id
JOIN profiles AS p ON p.profile_id = o.profile_id
JOIN origins AS g ON g.origin_id = o.origin_id
WHERE o.response_key = $response_key
ORDER BY f.path, o.line
