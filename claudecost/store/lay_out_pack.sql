-- From lists made outside (NDJSON files) what a pack says in place of what stands here: numbers and names.

-- One row per file read here, under its number here and its number in packs.
CREATE OR REPLACE TEMP TABLE own_files AS
SELECT told.*, f.* EXCLUDE (file_id, path, machine, source), f.source
FROM read_json($files, format = 'newline_delimited', columns = {
    here_id: 'BIGINT', file_id: 'BIGINT', path: 'VARCHAR', machine: 'VARCHAR'}) AS told
JOIN files AS f ON f.file_id = told.here_id;

-- One row per origin, under its number here, as a pack says it.
CREATE OR REPLACE TEMP TABLE told_origins AS
SELECT *
FROM read_json($origins, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    here_id: 'BIGINT', origin_id: 'BIGINT', source: 'VARCHAR', machine: 'VARCHAR', user_name: 'VARCHAR',
    account: 'VARCHAR', project: 'VARCHAR', session_id: 'VARCHAR', agent_id: 'VARCHAR', branch: 'VARCHAR',
    client_version: 'VARCHAR', version_order: 'BIGINT', entrypoint: 'VARCHAR', is_copy: 'BOOLEAN',
    is_background: 'BOOLEAN', is_own_file: 'BOOLEAN', workspace: 'VARCHAR', api_key: 'VARCHAR',
    tags: 'VARCHAR'});

-- One row per name a git remote of these projects has had on these machines.
CREATE OR REPLACE TEMP TABLE told_remotes AS
SELECT *
FROM read_json($remotes, format = 'newline_delimited', columns = {
    kind: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR', attributes: 'VARCHAR', seen_at: 'TIMESTAMP'});

-- One row per response to tell of.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT DISTINCT response_key
FROM observations
WHERE first_at >= $since OR seen_at >= $since
