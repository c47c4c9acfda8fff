-- Amounts billed, one row per source row that stands, every dimension by its label.
-- `subject_id` is the kind of traffic that rules see.
-- Expects the temporary tables standing_billed and id_names and the macro subject_of.
CREATE OR REPLACE TEMP VIEW billed_standing AS
SELECT
    b.snapshot_id,
    b.row_no,
    subject_of(s.source, b.workspace_id, b.workspace, b.api_key_id, b.api_key, b.actor_type, b.actor, b.product)
        AS subject_id,
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
