-- The cells by their cause, added up over everything but the key columns asked for, the largest difference
-- first. A cell with several parts goes by the one that is no discount and no rounding, if there is one.
SELECT
    NULL AS keys,
    sum(computed_usd)::DECIMAL(38,15) AS computed_usd,
    sum(billed_usd)::DECIMAL(38,15) AS billed_usd,
    sum(difference_usd)::DECIMAL(38,15) AS difference_usd,
    CASE
        WHEN cause IS NOT NULL AND (shift_usd <> 0 OR remainder_usd <> 0) THEN cause
        WHEN how IS NULL AND remainder_usd <> 0 THEN 'unexplained'
        WHEN discount_usd <> 0 THEN 'discount'
        WHEN remainder_usd <> 0 THEN 'rounding'
    END AS row_cause
FROM explained
GROUP BY ALL
ORDER BY abs(sum(difference_usd)) DESC, sum(computed_usd) DESC, keys, row_cause
