-- What was spent on every machine by the week, and the last day with usage: one row per machine, team and
-- seven days, counted from and back from $first. Expects the temporary table worked.
SELECT machine, team, max(day)::VARCHAR AS day, sum(cost_usd) AS cost_usd
FROM worked
GROUP BY machine, team, floor((day - $first) / 7)
ORDER BY ALL
