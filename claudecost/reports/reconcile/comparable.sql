-- Cells that tell of a discount: usage of one certain list price, on both sides. Priority Tier is billed apart,
-- and fees are nobody's list price.
CREATE OR REPLACE TEMP VIEW comparable AS
SELECT *
FROM cells
WHERE computed_usd > 0 AND billed_usd > 0 AND high_usd = computed_usd AND priority_usd = 0
  AND unpriced_tokens = 0 AND coalesce(cost_type, 'tokens') = 'tokens'
