-- Cells that tell of a discount: usage of one certain list price, on both sides. Priority Tier is billed apart,
-- and fees are nobody's list price. Open are those without a cause, and those whose bill is neither at its own
-- list price nor at the factor found so far.
CREATE OR REPLACE TEMP VIEW comparable AS
SELECT
    *,
    how IS NULL OR coalesce(
        abs(billed_usd - (factor * list_usd)::DECIMAL(38,15)) > 2 * tolerance_usd
            AND abs(billed_usd - list_usd) > tolerance_usd,
        FALSE
    ) AS is_open
FROM cells
WHERE computed_usd > 0 AND billed_usd > 0 AND high_usd = computed_usd AND priority_usd = 0
  AND unpriced_tokens = 0 AND coalesce(cost_type, 'tokens') = 'tokens'
