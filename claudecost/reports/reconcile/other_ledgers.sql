-- Usage of traffic that is not billed here at all: seats, clouds.
UPDATE cells
SET cause = 'other_ledger', how = 'rest'
WHERE how IS NULL AND billed_rows = 0
  AND (estimated_usd = computed_usd OR NOT EXISTS (
      FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'billed'))
