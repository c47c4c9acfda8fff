-- What a dollar was worth: one row per UTC day. Empty where nothing is converted.
CREATE OR REPLACE TEMP TABLE exchange AS
SELECT unnest(from_json($exchange, '[{"day": "DATE", "per_usd": "DECIMAL(15,6)"}]'), recursive := TRUE)
