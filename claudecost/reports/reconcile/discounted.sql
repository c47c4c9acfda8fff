-- A factor for what is open of some traffic, or of a model or month in it; what has no bill has no discount.
UPDATE cells
SET factor = $factor
WHERE billed_rows > 0 AND traffic = $traffic AND ($model IS NULL OR model = $model)
  AND ($month IS NULL OR date_trunc('month', day)::DATE = $month)
  AND (how IS NULL OR coalesce(
      abs(billed_usd - (factor * list_usd)::DECIMAL(38,15)) > 2 * tolerance_usd
          AND abs(billed_usd - list_usd) > tolerance_usd,
      FALSE))
