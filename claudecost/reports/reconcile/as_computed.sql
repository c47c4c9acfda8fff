-- Candidates: the usage costs what we computed.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT cell_no, computed_usd AS expected_usd
FROM cells
WHERE how IS NULL AND unpriced_tokens = 0
