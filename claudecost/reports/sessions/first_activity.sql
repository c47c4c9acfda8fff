-- When each group of origins was first active: one row per group.
-- Expects the view events_asked and the temporary table rates.
SELECT e.origin_group, min(e.happened_at) AS first_at
FROM events_asked AS e
WHERE e.happened_at >= $since AND e.happened_at < $until
    AND e.profile_id IN (SELECT profile_id FROM rates)
GROUP BY e.origin_group
