-- Every cell's difference taken apart: `shift_usd` (what usage should cost instead), `discount_usd`, `odd_usd`
-- (billed otherwise than the bill's own list price and the discount found make it), and the remainder, which is
-- the cause's, rounding's, or nobody's. The four add up to the difference exactly.
CREATE OR REPLACE TEMP VIEW explained AS
SELECT *, (difference_usd - shift_usd - discount_usd - odd_usd)::DECIMAL(38,15) AS remainder_usd
FROM (
    SELECT
        *,
        CASE
            WHEN how = 'whole' THEN 0
            WHEN list_usd IS NULL THEN (factor * expected_usd)::DECIMAL(38,15) - expected_usd
            WHEN is_as_agreed THEN billed_usd - list_usd
            ELSE (factor * list_usd)::DECIMAL(38,15) - list_usd
        END::DECIMAL(38,15) AS discount_usd,
        CASE
            WHEN how = 'whole' OR list_usd IS NULL OR is_as_agreed THEN 0
            ELSE billed_usd - (factor * list_usd)::DECIMAL(38,15)
        END::DECIMAL(38,15) AS odd_usd
    FROM (
        SELECT
            *,
            (billed_usd - computed_usd)::DECIMAL(38,15) AS difference_usd,
            CASE WHEN how = 'whole' THEN billed_usd - computed_usd ELSE expected_usd - computed_usd END
                ::DECIMAL(38,15) AS shift_usd,
            abs(billed_usd - (factor * list_usd)::DECIMAL(38,15)) <= 2 * tolerance_usd
                OR abs(billed_usd - list_usd) <= tolerance_usd AS is_as_agreed
        FROM cells
    ) AS shifted
) AS apart
