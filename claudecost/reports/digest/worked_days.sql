-- What was spent by the day: one row per day, team, and whether it was on the machine called $own
-- (NULL: on none).
-- Expects the temporary table worked.
SELECT
    day::VARCHAR AS day,
    team,
    coalesce(machine = $own, FALSE) AS is_own,
    sum(cost_usd) AS cost_usd,
    sum(unpriced_tokens)::BIGINT AS unpriced_tokens,
    max(last_at) AS last_at
FROM worked
GROUP BY ALL
ORDER BY ALL
