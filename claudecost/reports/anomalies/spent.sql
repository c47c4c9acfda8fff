-- What was spent by the local day: one row per day, project, model, speed, service tier, user and team, and
-- part of the period. Without a team file there is no column of teams to take: the team is NULL.
-- Expects usage_found (what usage.sql asks for) and the temporary tables origin_names and profile_names.
SELECT
    DATE '1970-01-01' + f.bucket::INTEGER AS day,
    o.project,
    p.model,
    p.speed,
    p.service_tier,
    o.user_name,
    o.team,
    f.input_tokens,
    f.cache_write_5m_tokens,
    f.cache_write_1h_tokens,
    f.cache_read_tokens,
    f.output_tokens,
    f.total_tokens,
    f.cost_usd
FROM usage_found AS f
JOIN (FROM origin_names UNION ALL BY NAME SELECT NULL::VARCHAR AS team WHERE FALSE) AS o
    ON o.origin_group = f.origin_group
JOIN profile_names AS p ON p.profile_group = f.profile_group
