-- What ids are called now: one row per kind and id. Two ids of one name are told apart by the id in `label`;
-- `name` is the plain name, for comparison with sources that have no ids.
CREATE OR REPLACE TEMP TABLE id_names AS
WITH learnt AS (
    SELECT kind, id, name, email, seen_at, 1 AS said
    FROM names
    WHERE coalesce(name, email) IS NOT NULL
    UNION ALL
    SELECT 'api_key', api_key_id, api_key, NULL, max(ends_at), 0
    FROM billed
    WHERE api_key_id IS NOT NULL AND api_key IS NOT NULL
    GROUP BY api_key_id, api_key
),

newest AS (
    SELECT DISTINCT ON (kind, id) kind, id, coalesce(name, email) AS name, lower(email) AS email
    FROM learnt
    ORDER BY kind, id, said DESC, seen_at DESC, name, email
)

SELECT
    kind,
    id,
    name,
    CASE
        WHEN kind = 'workspace' AND name = 'Default' THEN name
        WHEN count(*) OVER (PARTITION BY kind, name) > 1 THEN concat(name, ' (', id, ')')
        ELSE name
    END AS label,
    email
FROM newest;
