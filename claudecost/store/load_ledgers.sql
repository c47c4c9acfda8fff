-- From the files a reading spilled into the organisation's ledgers: lists of NDJSON files of snapshots and
-- names, and of Parquet files of rows, one per snapshot. A snapshot the store has already, under whatever
-- file name, is only ever made younger.

CREATE OR REPLACE TEMP TABLE new_snapshots AS
SELECT DISTINCT ON (snapshot_id) *
FROM read_json($snapshots, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    snapshot_id: 'BIGINT', pull_id: 'BIGINT', file_id: 'BIGINT', source: 'VARCHAR', ledger: 'VARCHAR',
    organization: 'VARCHAR', traffic: 'VARCHAR', grade: 'VARCHAR', dimensions: 'VARCHAR[]', since: 'DATE',
    until: 'DATE', last_day: 'DATE', taken_at: 'TIMESTAMP', is_daily: 'BOOLEAN', is_rounded: 'BOOLEAN',
    rows: 'BIGINT', lost_rows: 'BIGINT', is_last: 'BOOLEAN'})
ORDER BY snapshot_id, taken_at DESC, file_id;

UPDATE snapshots AS old
SET taken_at = new.taken_at
FROM new_snapshots AS new
WHERE new.snapshot_id = old.snapshot_id AND new.taken_at > old.taken_at;

DELETE FROM new_snapshots
WHERE snapshot_id IN (SELECT snapshot_id FROM snapshots);

INSERT INTO metered
SELECT
    m.snapshot_id, m.row_no, m.starts_at::TIMESTAMP, m.ends_at::TIMESTAMP, m.workspace_id, m.workspace,
    m.api_key_id, m.api_key, m.actor_type, m.actor, m.product, m.profile_id, m.context_window, m.input_tokens,
    m.cache_write_5m_tokens, m.cache_write_1h_tokens, m.cache_write_unknown_tokens, m.cache_read_tokens,
    m.unsplit_prompt_tokens, m.output_tokens, m.web_search_requests, m.requests,
    m.estimated_usd::DECIMAL(38,15)
FROM read_parquet($metered) AS m
WHERE m.snapshot_id IN (SELECT snapshot_id FROM new_snapshots);

INSERT INTO billed
SELECT
    b.snapshot_id, b.row_no, b.starts_at::TIMESTAMP, b.ends_at::TIMESTAMP, b.workspace_id, b.workspace,
    b.api_key_id, b.api_key, b.actor_type, b.actor, b.product, b.profile_id, b.context_window, b.cost_type,
    b.token_type, b.description, b.billed_usd::DECIMAL(38,15), b.list_usd::DECIMAL(38,15), b.requests
FROM read_parquet($billed) AS b
WHERE b.snapshot_id IN (SELECT snapshot_id FROM new_snapshots);

INSERT INTO snapshots
SELECT * FROM new_snapshots;

INSERT INTO names
SELECT DISTINCT *
FROM read_json($names, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    kind: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR', email: 'VARCHAR', attributes: 'VARCHAR',
    seen_at: 'TIMESTAMP'}) AS new
WHERE NOT EXISTS (
    FROM names AS old
    WHERE old.kind = new.kind AND old.id = new.id AND old.seen_at = new.seen_at
      AND old.name IS NOT DISTINCT FROM new.name AND old.email IS NOT DISTINCT FROM new.email
      AND old.attributes IS NOT DISTINCT FROM new.attributes);
