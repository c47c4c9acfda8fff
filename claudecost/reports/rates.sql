-- The compiled price book: one row per profile, period and prompt band. Rates are USD per million tokens
-- (searches: per thousand); NULL where the book has no price for the meter.
CREATE OR REPLACE TEMP TABLE rates AS
SELECT unnest(from_json($rates, '[{
    "rate_no": "INTEGER", "profile_id": "BIGINT", "valid_from": "TIMESTAMP", "valid_until": "TIMESTAMP",
    "prompt_over": "BIGINT", "prompt_upto": "BIGINT", "billed": "BOOLEAN", "has_gaps": "BOOLEAN",
    "input": "DECIMAL(18,9)", "cache_write_5m": "DECIMAL(18,9)", "cache_write_1h": "DECIMAL(18,9)",
    "cache_read": "DECIMAL(18,9)", "output": "DECIMAL(18,9)", "web_search": "DECIMAL(18,9)"}]'),
    recursive := TRUE)
