-- How much speaks for a factor: whether the bill itself tells list prices, and how likely it is that the cells
-- that agree do so by chance: each has room for a part of all factors, which is small where amounts are large
-- beside their rounding.
SELECT
    bool_or(list_usd IS NOT NULL) AS is_told,
    exp(sum(ln(least(1, 2 * tolerance_usd::DOUBLE / (computed_usd * $units)::DOUBLE)))) AS by_chance
FROM comparable
WHERE is_open AND traffic = $traffic AND ($model IS NULL OR model = $model)
  AND ($month IS NULL OR date_trunc('month', day)::DATE = $month)
  AND CASE
      WHEN list_usd IS NOT NULL
          THEN abs(billed_usd - ($factor::DECIMAL(18,9) * list_usd)::DECIMAL(38,15)) <= 2 * tolerance_usd
      ELSE abs(billed_usd - ($factor::DECIMAL(18,9) * computed_usd * $units)::DECIMAL(38,15)) <= tolerance_usd
  END
HAVING count(*) > 0
