-- One row per session and model the client itself has a total of: from the session's record with the largest
-- total of all its files. A record that says the very same of several sessions was copied with the history of
-- one of them: it is told of the session whose usage began first.
WITH begun AS (
    SELECT o.session_id, min(e.happened_at) AS first_at, max(e.happened_at) AS last_at,
        arg_min(o.machine, e.happened_at) AS machine
    FROM usage_events AS e
    JOIN origins AS o ON o.origin_id = e.origin_id
    WHERE o.session_id IN (SELECT session_id FROM client_totals) AND e.happened_at < TIMESTAMP '9999-01-01'
    GROUP BY o.session_id
),

records AS (
    SELECT
        t.file_id, t.session_id, t.line, t.started_ms, t.total_usd,
        list((t.model_id, t.input_tokens, t.output_tokens, t.cost_usd) ORDER BY t.model_id) AS said
    FROM client_totals AS t
    GROUP BY t.file_id, t.session_id, t.line, t.started_ms, t.total_usd
),

own AS (
    SELECT r.*
    FROM records AS r
    LEFT JOIN begun AS b ON b.session_id = r.session_id
    QUALIFY r.started_ms = 0 OR r.session_id = first_value(r.session_id) OVER (
        PARTITION BY r.started_ms, r.total_usd, r.said ORDER BY b.first_at NULLS LAST, r.session_id)
),

largest AS (
    SELECT *
    FROM own
    QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY total_usd DESC, line DESC, file_id) = 1
)

SELECT
    t.session_id, t.model_id, b.machine, b.last_at, t.is_partly_unpriced, t.input_tokens,
    t.cache_write_tokens, t.cache_read_tokens, t.output_tokens, t.web_search_requests, t.cost_usd
FROM largest AS l
JOIN client_totals AS t ON t.file_id = l.file_id AND t.session_id = l.session_id
LEFT JOIN begun AS b ON b.session_id = t.session_id
ORDER BY t.session_id, t.model_id
