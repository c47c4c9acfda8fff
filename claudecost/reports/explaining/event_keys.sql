-- The responses an id may mean, one row each, and by which rung it is found: 1, the key itself, or key/part
-- as it is shown where several responses may be under one key; 2, exactly this message or request id; 3, a
-- key or an id that begins with it. `part` is NULL for all that is under the key. Those of closed months are
-- looked for too. What stands before the ids in a key: sources/identity.py.
WITH seen AS (
    SELECT response_key, part FROM usage_events
    UNION ALL
    SELECT response_key, part FROM closed_events
),

known AS (
    SELECT DISTINCT response_key, CASE WHEN part <> '' THEN concat(response_key, '/', part) END AS shown, part
    FROM seen
    WHERE starts_with(response_key, $name)
        OR starts_with($name, response_key)
        OR starts_with(response_key, concat('weak:', $name))
        OR starts_with(response_key, concat('request:', $name))
        OR starts_with(response_key, concat('line:', $name))
        OR (starts_with(response_key, 'weak:') AND ends_with(response_key, concat(':', $name)))
),

found AS (
    SELECT response_key, NULL AS part, 1 AS rung FROM known WHERE response_key = $name
    UNION
    SELECT response_key, part, 1 FROM known WHERE shown = $name
    UNION
    SELECT response_key, NULL, 2 FROM observations WHERE request_id = $name
    UNION
    SELECT response_key, NULL, 2
    FROM known
    WHERE starts_with(response_key, concat('weak:', $name, ':'))
        OR (starts_with(response_key, 'weak:') AND ends_with(response_key, concat(':', $name)))
        OR response_key IN (concat('request:', $name), concat('line:', $name))
    UNION
    SELECT
        response_key,
        CASE WHEN NOT starts_with(response_key, $name) AND starts_with(shown, $name) THEN part END,
        3
    FROM known
    WHERE length($name) >= $least
        AND (starts_with(coalesce(shown, response_key), $name)
            OR NOT starts_with($name, response_key))
)

SELECT response_key, part, rung
FROM found
WHERE rung = (SELECT min(rung) FROM found)
ORDER BY response_key, part
