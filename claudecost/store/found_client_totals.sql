-- From one JSON array of rows as in client_totals: what was found in files read before there was that table.
CREATE OR REPLACE TEMP TABLE new_totals AS
SELECT unnest(from_json($totals::JSON, '[{
    "file_id": "BIGINT", "line": "BIGINT", "session_id": "VARCHAR", "started_ms": "BIGINT",
    "total_usd": "DECIMAL(38,15)", "is_partly_unpriced": "BOOLEAN", "model_id": "VARCHAR",
    "input_tokens": "BIGINT", "cache_write_tokens": "BIGINT", "cache_read_tokens": "BIGINT",
    "output_tokens": "BIGINT", "web_search_requests": "BIGINT", "cost_usd": "DECIMAL(38,15)"}]'),
    recursive := true)
