-- What has no price: one row per profile and what is missing (no rate at all: '', else the meters a rate
-- lacks), with when it was first met. Adds up to the unpriced columns of usage.sql.
SELECT
    profile_id,
    missing,
    sum(responses)::BIGINT AS responses,
    sum(tokens)::BIGINT AS tokens,
    min(happened_at) AS first_at
FROM (
    SELECT
        e.profile_id,
        e.responses,
        e.happened_at,
        CASE WHEN NOT r.priced THEN '' ELSE concat_ws(', ',
            CASE WHEN r.input IS NULL AND e.whole_input_tokens > 0 THEN 'input' END,
            CASE WHEN r.cache_write_5m IS NULL AND e.whole_cache_write_5m_tokens > 0 THEN 'cache_write_5m' END,
            CASE WHEN r.cache_write_1h IS NULL AND e.whole_cache_write_1h_tokens > 0 THEN 'cache_write_1h' END,
            CASE WHEN r.cache_read IS NULL AND e.whole_cache_read_tokens > 0 THEN 'cache_read' END,
            CASE WHEN r.output IS NULL AND e.whole_output_tokens > 0 THEN 'output' END,
            CASE WHEN r.web_search IS NULL AND e.whole_web_search_requests > 0 THEN 'web_search' END)
        END AS missing,
        CASE WHEN r.input IS NULL THEN e.input_tokens ELSE 0 END
            + CASE WHEN r.cache_write_5m IS NULL THEN e.cache_write_5m_tokens ELSE 0 END
            + CASE WHEN r.cache_write_1h IS NULL THEN e.cache_write_1h_tokens ELSE 0 END
            + CASE WHEN r.cache_read IS NULL THEN e.cache_read_tokens ELSE 0 END
            + CASE WHEN r.output IS NULL THEN e.output_tokens ELSE 0 END AS tokens,
        NOT r.priced AS has_no_rate
    FROM events_asked AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
      AND (NOT r.priced OR r.has_gaps)
      AND list_contains($profiles, e.profile_id)
) AS without_price
WHERE has_no_rate OR missing <> ''
GROUP BY profile_id, missing
ORDER BY tokens DESC, profile_id, missing
