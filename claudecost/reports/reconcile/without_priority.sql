-- Candidates: what is billed leaves Priority Tier out. Source: Anthropic, Usage and Cost API (cost report).
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT cell_no, (computed_usd - priority_usd)::DECIMAL(38,15) AS expected_usd
FROM cells
WHERE how IS NULL AND priority_usd > 0 AND unpriced_tokens = 0
