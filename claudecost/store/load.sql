-- From the files a reading spilled into the fact tables. The parameters are lists of NDJSON files, one
-- list a table; each statement runs in the one transaction of an ingest. Rows are short: a small
-- maximum_object_size keeps the reader's buffers small.

CREATE OR REPLACE TEMP TABLE new_files AS
SELECT *
FROM read_json($files, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    file_id: 'BIGINT', path: 'VARCHAR', source: 'VARCHAR', device: 'UBIGINT', inode: 'UBIGINT',
    size: 'BIGINT', mtime_ns: 'BIGINT', ctime_ns: 'BIGINT', read_to: 'BIGINT', lines: 'BIGINT',
    head_digest: 'VARCHAR', tail_digest: 'VARCHAR', last_at: 'TIMESTAMP', usage_lines: 'BIGINT',
    quarantined_lines: 'BIGINT', repaired_lines: 'BIGINT', bad_values: 'BIGINT',
    unknown_iterations: 'BIGINT', unfinished: 'BOOLEAN', from_start: 'BOOLEAN', basis: 'BIGINT',
    machine: 'VARCHAR'});

-- What has no time of its own is later than everything, so that any time known of it is the earlier.
CREATE OR REPLACE TEMP TABLE new_observations AS
SELECT * REPLACE (CASE WHEN first_at < TIMESTAMP '1000-01-01' THEN TIMESTAMP '9999-01-01' ELSE first_at END
    AS first_at)
FROM read_json($observations, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    file_id: 'BIGINT', line: 'BIGINT', byte_offset: 'BIGINT', lines: 'BIGINT', first_line: 'BIGINT',
    first_at: 'TIMESTAMP', seen_at: 'TIMESTAMP', clock: 'UTINYINT', place: 'UTINYINT',
    origin_id: 'BIGINT', profile_id: 'BIGINT', response_key: 'VARCHAR', request_id: 'VARCHAR',
    line_id: 'VARCHAR', stop_reason: 'VARCHAR', final: 'BOOLEAN', usage_keys: 'UTINYINT',
    input_tokens: 'BIGINT', cache_write_5m_tokens: 'BIGINT', cache_write_1h_tokens: 'BIGINT',
    cache_read_tokens: 'BIGINT', output_tokens: 'BIGINT', web_search_requests: 'BIGINT',
    items: 'STRUCT(kind VARCHAR, profile_id BIGINT, input_tokens BIGINT, cache_write_5m_tokens BIGINT,
                   cache_write_1h_tokens BIGINT, cache_read_tokens BIGINT, output_tokens BIGINT)[]'});

INSERT INTO origins
SELECT DISTINCT ON (origin_id) *
FROM read_json($origins, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    origin_id: 'BIGINT', source: 'VARCHAR', machine: 'VARCHAR', user_name: 'VARCHAR', account: 'VARCHAR',
    project: 'VARCHAR', session_id: 'VARCHAR', agent_id: 'VARCHAR', branch: 'VARCHAR',
    client_version: 'VARCHAR', version_order: 'BIGINT', entrypoint: 'VARCHAR', is_copy: 'BOOLEAN',
    is_background: 'BOOLEAN', is_own_file: 'BOOLEAN', workspace: 'VARCHAR', api_key: 'VARCHAR',
    tags: 'VARCHAR'}) AS new
WHERE new.origin_id NOT IN (SELECT origin_id FROM origins);

INSERT INTO profiles
SELECT DISTINCT ON (profile_id) *
FROM read_json($profiles, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    profile_id: 'BIGINT', model_id: 'VARCHAR', platform: 'VARCHAR', speed: 'VARCHAR',
    service_tier: 'VARCHAR', geo: 'VARCHAR', refused: 'BOOLEAN'}) AS new
WHERE new.profile_id NOT IN (SELECT profile_id FROM profiles);

-- A file read anew, or a last line read before it had its end, shows the same again: once is enough.
DELETE FROM new_observations AS new
USING observations AS old
WHERE old.file_id = new.file_id
  AND old.response_key = new.response_key
  AND old.origin_id = new.origin_id
  AND old.profile_id = new.profile_id
  AND old.place = new.place
  AND old.seen_at = new.seen_at
  AND old.first_at = new.first_at
  AND old.line = new.line
  AND old.lines = new.lines
  AND old.input_tokens = new.input_tokens
  AND old.cache_write_5m_tokens = new.cache_write_5m_tokens
  AND old.cache_write_1h_tokens = new.cache_write_1h_tokens
  AND old.cache_read_tokens = new.cache_read_tokens
  AND old.output_tokens = new.output_tokens
  AND old.line_id IS NOT DISTINCT FROM new.line_id
  AND old.final = new.final;

-- The responses among those that new lines speak of which the store knew already.
CREATE OR REPLACE TEMP TABLE known AS
SELECT DISTINCT response_key
FROM observations
WHERE response_key IN (SELECT response_key FROM new_observations);

-- Lines read again may now be told together with others of their response: what was told of them before
-- and can neither speak for it, nor date it, nor own it, is replaced. What only the store knows stays.
DELETE FROM observations AS old
USING new_observations AS new, new_files AS f, profiles AS old_profile, profiles AS new_profile
WHERE f.file_id = old.file_id
  AND (f.from_start OR old.byte_offset >= f.basis)
  AND old.file_id = new.file_id
  AND old.response_key = new.response_key
  AND old.origin_id = new.origin_id
  AND old.place = new.place
  AND old.request_id IS NOT DISTINCT FROM new.request_id
  AND old.line_id IS NOT DISTINCT FROM new.line_id
  AND old.input_tokens = new.input_tokens
  AND old.cache_write_5m_tokens = new.cache_write_5m_tokens
  AND old.cache_write_1h_tokens = new.cache_write_1h_tokens
  AND old.cache_read_tokens = new.cache_read_tokens
  AND (old.output_tokens, old.stop_reason IS NOT NULL, old.usage_keys, old.seen_at, old.line)
      <= (new.output_tokens, new.stop_reason IS NOT NULL, new.usage_keys, new.seen_at, new.line)
  AND (old.first_at, -old.first_line) >= (new.first_at, -new.first_line)
  AND old.final <= new.final
  AND old_profile.profile_id = old.profile_id
  AND new_profile.profile_id = new.profile_id
  AND old_profile.model_id IS NOT DISTINCT FROM new_profile.model_id;

-- What the store still knows of them.
CREATE OR REPLACE TEMP TABLE old_observations AS
SELECT *
FROM observations
WHERE response_key IN (SELECT response_key FROM known);

INSERT INTO observations
SELECT * FROM new_observations;

DELETE FROM quarantine
WHERE file_id IN (SELECT file_id FROM new_files WHERE from_start);

INSERT INTO quarantine
SELECT *
FROM read_json($quarantine, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    file_id: 'BIGINT', line: 'BIGINT', byte_offset: 'BIGINT', length: 'BIGINT', reason: 'VARCHAR'});

-- A file keeps the machine it was first read on.
UPDATE new_files AS new
SET machine = old.machine
FROM files AS old
WHERE old.file_id = new.file_id AND old.machine IS NOT NULL;

DELETE FROM files
WHERE file_id IN (SELECT file_id FROM new_files);

INSERT INTO files BY NAME
SELECT * EXCLUDE (from_start, basis) FROM new_files;
