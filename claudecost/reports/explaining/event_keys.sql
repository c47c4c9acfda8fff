-- The responses an id may mean, one row each: that of exactly this message id; else those of this request
-- id; else all whose message id begins with it. Those of closed months are looked for too.
WITH known AS (
    SELECT DISTINCT response_key
    FROM (
        SELECT response_key FROM usage_events WHERE starts_with(response_key, $name)
        UNION ALL
        SELECT response_key FROM closed_events WHERE starts_with(response_key, $name)
    )
),

found AS (
    SELECT response_key, 1 AS rung FROM known WHERE response_key = $name
    UNION
    SELECT response_key, 2 FROM observations WHERE request_id = $name
    UNION
    SELECT response_key, 3 FROM known WHERE length($name) >= $least
)

SELECT response_key
FROM found
WHERE rung = (SELECT min(rung) FROM found)
ORDER BY response_key
