-- The usage of conversations: one row per session and project, and part of the period.
-- Expects usage_found (what usage.sql asks for) and the temporary table origin_names.
SELECT
    o.session_id,
    o.project,
    f.*
FROM usage_found AS f
JOIN origin_names AS o ON o.origin_group = f.origin_group
