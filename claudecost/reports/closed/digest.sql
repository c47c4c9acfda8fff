-- The digest of what a month's figures follow from, in any order of its events: one row. Where an event was seen,
-- and how often, is no part of it. Expects a relation of events in place of usage_events.
SELECT sha256(coalesce(string_agg(digest, '' ORDER BY day), ''))
FROM (
    SELECT happened_at::DATE AS day, sha256(string_agg(digest, '' ORDER BY digest)) AS digest
    FROM (
        SELECT
            happened_at,
            sha256(concat_ws(chr(31), response_key, part, item, kind, is_response, origin_id, profile_id,
                epoch_us(happened_at), input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                cache_read_tokens, output_tokens, web_search_requests, provisional)) AS digest
        FROM usage_events
        WHERE happened_at >= $since AND happened_at < $until
    ) AS events
    GROUP BY day
) AS days
