-- Candidates: one side's cents were taken for the other side's dollars.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT cell_no, (computed_usd * $units)::DECIMAL(38,15) AS expected_usd
FROM cells
WHERE how IS NULL AND computed_usd > 0 AND billed_usd > 0 AND list_usd IS NULL
