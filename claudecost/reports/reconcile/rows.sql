-- The cells by their cause, added up over everything but the key columns asked for, the largest difference
-- first. A cell with several parts goes by the one that is no discount and no rounding, if there is one; the
-- parts stand beside it and add up to the difference.
SELECT
    NULL AS keys,
    sum(computed_usd)::DECIMAL(38,15) AS computed_usd,
    sum(billed_usd)::DECIMAL(38,15) AS billed_usd,
    sum(difference_usd)::DECIMAL(38,15) AS difference_usd,
    CASE
        WHEN odd_usd <> 0 OR (how IS NULL AND remainder_usd <> 0) THEN 'unexplained'
        WHEN cause IS NOT NULL AND (shift_usd <> 0 OR remainder_usd <> 0) THEN cause
        WHEN discount_usd <> 0 THEN 'discount'
        WHEN remainder_usd <> 0 THEN 'rounding'
    END AS row_cause,
    sum(shift_usd + CASE WHEN how = 'rest' THEN remainder_usd ELSE 0 END)::DECIMAL(38,15) AS cause_usd,
    sum(discount_usd)::DECIMAL(38,15) AS discount_usd,
    sum(CASE WHEN how = 'fit' THEN remainder_usd ELSE 0 END)::DECIMAL(38,15) AS rounding_usd,
    sum(odd_usd + CASE WHEN how IS NULL THEN remainder_usd ELSE 0 END)::DECIMAL(38,15) AS residual_usd
FROM explained
GROUP BY ALL
ORDER BY abs(sum(difference_usd)) DESC, sum(computed_usd) DESC, keys, row_cause
