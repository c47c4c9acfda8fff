-- A factor for what is open of some traffic, or of a model or month in it; what has no bill has no discount.
UPDATE cells
SET factor = $factor
WHERE how IS NULL AND billed_rows > 0 AND traffic = $traffic AND ($model IS NULL OR model = $model)
  AND ($month IS NULL OR date_trunc('month', day)::DATE = $month)
