-- One project and model of each unusual day, by what its rates go by: one row per unusual day (`found`),
-- day, speed and service tier, on the day and on its usual days.
-- Expects the temporary tables wanted, candidates, day_parts and spent.
SELECT
    p.found,
    s.day::VARCHAR AS day,
    s.model,
    s.speed,
    s.service_tier,
    sum(s.input_tokens)::BIGINT AS input_tokens,
    sum(s.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
    sum(s.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
    sum(s.cache_read_tokens)::BIGINT AS cache_read_tokens,
    sum(s.output_tokens)::BIGINT AS output_tokens
FROM day_parts AS p
JOIN wanted AS w ON w.found = p.found
JOIN candidates AS c ON c.scope = w.scope AND c.number = w.number
JOIN spent AS s
    ON s.day = w.day
    AND s.project IS NOT DISTINCT FROM p.project AND s.model IS NOT DISTINCT FROM p.model
    AND (c.scope <> 'team' OR s.team = c.name)
    AND (c.scope <> 'user' OR s.user_name IS NOT DISTINCT FROM c.name)
WHERE list_contains($parts, p.part_no)
GROUP BY p.found, s.day, s.model, s.speed, s.service_tier
ORDER BY p.found, s.day, sum(s.total_tokens) DESC, s.speed DESC, s.service_tier
