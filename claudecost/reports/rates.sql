-- The compiled price book: one row per profile and stretch of days and prompt sizes, those without a
-- price included. Rates are USD per million tokens (searches: per thousand); NULL where there is none.
CREATE OR REPLACE TEMP TABLE rates AS
SELECT unnest(from_json($rates, '[{
    "rate_no": "INTEGER", "profile_id": "BIGINT", "profile_group": "INTEGER",
    "valid_from": "TIMESTAMP", "valid_until": "TIMESTAMP", "prompt_over": "BIGINT", "prompt_upto": "BIGINT",
    "priced": "BOOLEAN", "billed": "BOOLEAN", "has_gaps": "BOOLEAN",
    "input": "DECIMAL(18,9)", "cache_write_5m": "DECIMAL(18,9)", "cache_write_1h": "DECIMAL(18,9)",
    "cache_read": "DECIMAL(18,9)", "output": "DECIMAL(18,9)", "web_search": "DECIMAL(18,9)"}]'),
    recursive := TRUE)
