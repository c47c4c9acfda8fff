-- Whose usage it is, in the words of FOCUS: one row per origin group. Groups that read the same share an
-- origin_no, and numbers run in the order of what is read.
-- Expects the temporary tables origin_names (by team, cost_center, workspace, api_key, source) and id_names.
CREATE OR REPLACE TEMP TABLE focus_origins AS
WITH tagged AS (
    SELECT DISTINCT ON (id) id, attributes::JSON -> '$.tags' AS tags
    FROM names
    WHERE kind = 'workspace' AND json_exists(attributes, '$.tags')
    ORDER BY id, seen_at DESC, attributes
),

shown AS (
    SELECT
        g.origin_group,
        g.team,
        g.cost_center,
        g.workspace AS workspace_id,
        coalesce(w.name, g.workspace) AS workspace,
        CASE WHEN a.id IS NOT NULL OR g.api_key LIKE 'apikey\_%' ESCAPE '\' THEN g.api_key END AS api_key_id,
        coalesce(a.name, CASE WHEN g.api_key NOT LIKE 'apikey\_%' ESCAPE '\' THEN g.api_key END) AS api_key,
        g.source,
        -- a team is what we say it is, whatever a workspace is tagged with
        json_merge_patch(
            coalesce(t.tags, '{}'), json_object('team', g.team, 'cost_center', g.cost_center)
        )::VARCHAR AS tags
    FROM origin_names AS g
    LEFT JOIN id_names AS w ON w.kind = 'workspace' AND w.id = g.workspace
    LEFT JOIN id_names AS a ON a.kind = 'api_key' AND a.id = g.api_key
    LEFT JOIN tagged AS t ON t.id = g.workspace
)

SELECT
    *,
    (dense_rank() OVER (
        ORDER BY team, cost_center, workspace_id, workspace, api_key_id, api_key, source, tags
    ))::INTEGER AS origin_no
FROM shown
