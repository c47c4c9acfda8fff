-- What rules see of each kind of row of one of the organisation's ledgers.
-- Expects the macro subject_of and the temporary table id_names; `metered` stands for either ledger.
CREATE OR REPLACE TEMP TABLE subjects AS
SELECT
    k.subject_id,
    CASE WHEN k.actor_type = 'user' THEN coalesce(p.email, k.actor) END AS email,
    CASE WHEN k.actor_type = 'user' AND p.id IS NOT NULL THEN p.id END AS account,
    NULL AS machine,
    NULL AS project,
    NULL AS git_remote,
    coalesce(k.workspace, w.name, k.workspace_id) AS workspace,
    k.workspace_id,
    coalesce(a.name, k.api_key, k.api_key_id) AS api_key,
    k.api_key_id,
    CASE WHEN k.actor_type = 'service_account' THEN coalesce(p.name, k.actor) END AS service_account,
    CASE WHEN k.actor_type = 'service_account' THEN k.actor END AS service_account_id,
    k.product,
    k.source,
    NULL AS tags
FROM (
    SELECT DISTINCT
        subject_of(s.source, m.workspace_id, m.workspace, m.api_key_id, m.api_key, m.actor_type, m.actor,
            m.product) AS subject_id,
        s.source, m.workspace_id, m.workspace, m.api_key_id, m.api_key, m.actor_type, m.actor, m.product
    FROM metered AS m
    JOIN snapshots AS s ON s.snapshot_id = m.snapshot_id
) AS k
LEFT JOIN id_names AS w ON w.kind = 'workspace' AND w.id = k.workspace_id
LEFT JOIN id_names AS a ON a.kind = 'api_key' AND a.id = k.api_key_id
LEFT JOIN id_names AS p ON p.kind = k.actor_type AND p.id = k.actor;
