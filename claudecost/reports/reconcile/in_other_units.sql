-- Candidates: one side's cents were taken for the other side's dollars. Amounts that are mostly rounding would
-- fit anything.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT cell_no, (computed_usd * $units)::DECIMAL(38,15) AS expected_usd
FROM cells
WHERE how IS NULL AND unpriced_tokens = 0 AND billed_rows > 0
  AND computed_usd > 10 * tolerance_usd AND computed_usd * $units > 10 * tolerance_usd
