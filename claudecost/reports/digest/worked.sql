-- On which machine what was spent by the local day: one row per day, machine and team, and part of the
-- period. Without a team file there is no column of teams to take: the team is NULL.
-- Expects usage_found (what usage.sql asks for) and the temporary table origin_names.
SELECT
    DATE '1970-01-01' + f.bucket::INTEGER AS day,
    o.machine,
    o.team,
    f.cost_usd,
    f.unpriced_tokens,
    f.last_at
FROM usage_found AS f
JOIN (FROM origin_names UNION ALL BY NAME SELECT NULL::VARCHAR AS team WHERE FALSE) AS o
    ON o.origin_group = f.origin_group
