-- One row per kind of traffic and value a rule can be held against: every attribute in each spelling people
-- use. `is_id`: this spelling cannot mean anything else. Tags of a workspace stand among its attributes in names,
-- as `tag:KEY`.
CREATE OR REPLACE TEMP TABLE subject_values AS
WITH tagged AS (
    SELECT n.id, t.key, t.value ->> '$' AS value
    FROM (
        SELECT DISTINCT ON (id) id, attributes
        FROM names
        WHERE kind = 'workspace' AND attributes IS NOT NULL
        ORDER BY id, seen_at DESC, attributes
    ) AS n, json_each(n.attributes) AS t
),

spelled AS (
    SELECT subject_id, 'email' AS attribute, lower(email) AS value, FALSE AS is_id FROM subjects
    UNION ALL SELECT subject_id, 'person', lower(email), FALSE FROM subjects
    UNION ALL SELECT subject_id, 'person', lower(account), FALSE FROM subjects
    UNION ALL SELECT subject_id, 'account', account, TRUE FROM subjects
    UNION ALL SELECT subject_id, 'machine', machine, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'project', project, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'project', parse_filename(project), FALSE FROM subjects
    UNION ALL
    SELECT subject_id, 'project', regexp_replace(project, '^(/home/[^/]+|/Users/[^/]+|/root|[A-Za-z]:/Users/[^/]+)(/|$)', '~\2'), FALSE
    FROM subjects
    WHERE project IS NOT NULL
    UNION ALL SELECT subject_id, 'git_remote', lower(git_remote), FALSE FROM subjects
    UNION ALL SELECT subject_id, 'workspace', workspace, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'workspace', workspace_id, TRUE FROM subjects
    UNION ALL SELECT subject_id, 'api_key', api_key, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'api_key', api_key_id, TRUE FROM subjects
    UNION ALL SELECT subject_id, 'service_account', service_account, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'service_account', service_account_id, TRUE FROM subjects
    UNION ALL SELECT subject_id, 'product', product, FALSE FROM subjects
    UNION ALL SELECT subject_id, 'source', source, FALSE FROM subjects
    UNION ALL
    SELECT s.subject_id, concat('tag:', t.key), t.value ->> '$', FALSE
    FROM (FROM subjects WHERE tags IS NOT NULL) AS s, json_each(s.tags) AS t
    UNION ALL
    SELECT s.subject_id, concat('workspace_', t.key), t.value, FALSE
    FROM subjects AS s
    JOIN tagged AS t ON t.id = s.workspace_id AND starts_with(t.key, 'tag:')
)

SELECT subject_id, attribute, value, bool_or(is_id) AS is_id
FROM spelled
WHERE value IS NOT NULL
GROUP BY subject_id, attribute, value;
