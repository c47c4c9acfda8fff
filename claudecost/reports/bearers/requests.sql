-- The kind of traffic of every origin, and what rules see of each kind.
-- Expects the macro subject_of, the temporary table id_names and the view origins_seen.
CREATE OR REPLACE TEMP TABLE origin_subjects AS
SELECT
    origin_id,
    subject_of(source, machine, user_name, account, project, workspace, api_key, tags) AS subject_id
FROM origins;

CREATE OR REPLACE TEMP TABLE subjects AS
SELECT
    k.subject_id,
    k.user_name AS email,
    k.account,
    k.machine,
    replace(k.project, '\', '/') AS project,
    r.name AS git_remote,
    coalesce(w.name, k.workspace) AS workspace,
    coalesce(w.id, k.workspace) AS workspace_id,
    coalesce(a.name, k.api_key) AS api_key,
    coalesce(a.id, k.api_key) AS api_key_id,
    NULL AS service_account,
    NULL AS service_account_id,
    k.product,
    k.source,
    k.tags
FROM (
    SELECT DISTINCT ON (s.subject_id) s.subject_id, o.*
    FROM origin_subjects AS s
    JOIN origins_seen AS o ON o.origin_id = s.origin_id
) AS k
LEFT JOIN (
    SELECT DISTINCT ON (id, attributes) id, name, attributes ->> 'machine' AS machine
    FROM names
    WHERE kind = 'git_remote'
    ORDER BY id, attributes, seen_at DESC, name
) AS r ON r.id = k.project AND r.machine = k.machine
LEFT JOIN id_names AS w ON w.kind = 'workspace' AND w.id = k.workspace
LEFT JOIN id_names AS a ON a.kind = 'api_key' AND a.id = k.api_key;
