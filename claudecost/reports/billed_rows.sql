-- Amounts billed, one row per source row that stands, every dimension by its label.
-- Expects the temporary tables standing_billed and id_names.
CREATE OR REPLACE TEMP VIEW billed_rows AS
SELECT
    s.source,
    s.traffic,
    s.is_rounded,
    b.starts_at,
    b.ends_at,
    coalesce(b.workspace, w.label, b.workspace_id) AS workspace,
    coalesce(b.workspace, w.name, b.workspace_id) AS workspace_name,
    coalesce(k.label, b.api_key, b.api_key_id) AS api_key,
    coalesce(k.name, b.api_key, b.api_key_id) AS api_key_name,
    coalesce(p.email, p.label, b.actor) AS actor,
    CASE WHEN b.actor_type = 'user' THEN coalesce(p.email, b.actor) END AS user_name,
    b.product,
    b.profile_id,
    b.context_window,
    b.cost_type,
    b.token_type,
    b.billed_usd,
    b.list_usd
FROM billed AS b
JOIN standing_billed AS t ON t.snapshot_id = b.snapshot_id AND b.starts_at >= t.since AND b.starts_at < t.until
JOIN snapshots AS s ON s.snapshot_id = b.snapshot_id
LEFT JOIN id_names AS w ON w.kind = 'workspace' AND w.id = b.workspace_id
LEFT JOIN id_names AS k ON k.kind = 'api_key' AND k.id = b.api_key_id
LEFT JOIN id_names AS p ON p.kind = b.actor_type AND p.id = b.actor
