-- What unusual days were made of, and the usual days they are held against: one row per unusual day
-- (`found`), day or days before (`is_before`), project and model.
-- Expects the temporary tables wanted (the days of each unusual day), candidates and spent.
CREATE OR REPLACE TEMP TABLE day_parts AS
SELECT row_number() OVER (ORDER BY found, is_before, project, model) AS part_no, *
FROM (
    SELECT
        w.found,
        w.is_before,
        s.project,
        s.model,
        sum(s.cost_usd) AS cost_usd,
        sum(s.total_tokens)::BIGINT AS total_tokens
    FROM wanted AS w
    JOIN candidates AS c ON c.scope = w.scope AND c.number = w.number
    JOIN spent AS s
        ON s.day = w.day
        AND CASE c.scope
            WHEN 'total' THEN TRUE
            WHEN 'team' THEN s.team = c.name
            WHEN 'project' THEN s.project IS NOT DISTINCT FROM c.name
            WHEN 'model' THEN s.model IS NOT DISTINCT FROM c.name
            ELSE s.user_name IS NOT DISTINCT FROM c.name
        END
    GROUP BY w.found, w.is_before, s.project, s.model
)
