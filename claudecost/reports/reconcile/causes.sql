-- What every cause comes to: one row per cause and discount factor, over all cells. `unexplained` is no cause.
SELECT cause, factor, sum(usd) AS difference_usd, count(*)::BIGINT AS cells
FROM (
    SELECT
        CASE WHEN how IS NULL AND cause IS NULL THEN 'unexplained' ELSE cause END AS cause,
        NULL::DECIMAL(18,9) AS factor,
        shift_usd AS usd
    FROM explained
    UNION ALL
    SELECT 'unexplained', NULL, odd_usd FROM explained
    UNION ALL
    SELECT 'discount', CASE WHEN factor <> 1 THEN factor END, discount_usd FROM explained
    UNION ALL
    SELECT
        CASE WHEN how = 'fit' THEN 'rounding' WHEN how = 'rest' THEN cause ELSE 'unexplained' END,
        NULL,
        remainder_usd
    FROM explained
) AS parts
WHERE usd <> 0
GROUP BY cause, factor
ORDER BY cause, factor
