-- From the files a reading spilled into the names: what the git remotes of projects are called. The parameter
-- is a list of NDJSON files. A remote is kept once for a project on a machine, with the time it was first seen
-- there; one that comes back after another counts from when it came back, so that the newest is the present one.

-- One row per project and machine whose remote is not the newest the store knows.
CREATE OR REPLACE TEMP TABLE new_remotes AS
WITH seen AS (
    SELECT DISTINCT ON (kind, id, attributes) *
    FROM read_json($remotes, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
        kind: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR', email: 'VARCHAR', attributes: 'VARCHAR',
        seen_at: 'TIMESTAMP'})
    ORDER BY kind, id, attributes, seen_at DESC, name
),

newest AS (
    SELECT kind, id, attributes, arg_max(name, seen_at) AS name
    FROM names
    WHERE kind = 'git_remote'
    GROUP BY kind, id, attributes
)

SELECT *
FROM seen
ANTI JOIN newest USING (kind, id, attributes, name);

DELETE FROM names AS old
USING new_remotes AS new
WHERE old.kind = new.kind AND old.id = new.id AND old.name = new.name AND old.attributes = new.attributes;

INSERT INTO names
SELECT kind, id, name, email, attributes, seen_at FROM new_remotes;
