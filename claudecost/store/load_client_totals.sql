-- From the files a reading spilled: a list of NDJSON files, one row per session, model and file.
CREATE OR REPLACE TEMP TABLE new_totals AS
SELECT *
FROM read_json($client_totals, format = 'newline_delimited', maximum_object_size = 4194304, columns = {
    file_id: 'BIGINT', line: 'BIGINT', session_id: 'VARCHAR', started_ms: 'BIGINT',
    total_usd: 'DECIMAL(38,15)', is_partly_unpriced: 'BOOLEAN', model_id: 'VARCHAR', input_tokens: 'BIGINT',
    cache_write_tokens: 'BIGINT', cache_read_tokens: 'BIGINT', output_tokens: 'BIGINT',
    web_search_requests: 'BIGINT', cost_usd: 'DECIMAL(38,15)'})
