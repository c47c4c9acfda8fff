-- Billed at list price although others have a discount: nothing differs.
UPDATE cells
SET factor = 1, how = 'fit'
WHERE how IS NULL AND unpriced_tokens = 0 AND list_usd IS NULL AND billed_rows > 0
  AND abs(billed_usd - computed_usd) <= tolerance_usd
