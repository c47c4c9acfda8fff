-- Ten million events out of a store's own: each once more at instants up to a week away.
INSERT INTO usage_events
SELECT
    response_key || '-' || n, part, item, kind, is_response, origin_id, profile_id,
    happened_at + to_minutes((n * 977) % 20000 - 10000) AS moved_at,
    (epoch_us(moved_at) // 900000000)::INTEGER,
    prompt_tokens, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens,
    output_tokens, web_search_requests, lines, provisional, disputed, file_id, line
FROM usage_events, range(1, 136) AS copies(n)
