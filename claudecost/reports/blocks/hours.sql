-- The hours in which anything happened: one row per UTC hour (counted since 1970) with its first and last response.
-- Expects the view events_asked.
SELECT
    e.quarter_hour // 4 AS hour,
    min(e.happened_at) AS first_at,
    max(e.happened_at) AS last_at
FROM events_asked AS e
WHERE e.happened_at >= $since AND e.happened_at < $until
GROUP BY hour
ORDER BY hour
