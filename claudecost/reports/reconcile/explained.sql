-- Every cell's difference taken apart: `shift_usd` (what usage should cost instead), `discount_usd`, and the
-- remainder, which is the cause's, rounding's, or nobody's. The three add up to the difference exactly.
CREATE OR REPLACE TEMP VIEW explained AS
SELECT *, (difference_usd - shift_usd - discount_usd)::DECIMAL(38,15) AS remainder_usd
FROM (
    SELECT
        *,
        (billed_usd - computed_usd)::DECIMAL(38,15) AS difference_usd,
        CASE WHEN how = 'whole' THEN billed_usd - computed_usd ELSE expected_usd - computed_usd END
            ::DECIMAL(38,15) AS shift_usd,
        CASE
            WHEN how = 'whole' THEN 0
            WHEN list_usd IS NOT NULL THEN billed_usd - list_usd
            ELSE (factor * expected_usd)::DECIMAL(38,15) - expected_usd
        END::DECIMAL(38,15) AS discount_usd
    FROM cells
) AS shifted
