-- Settle the cells whose billed amount is what a candidate expects, within what rounding can do.
UPDATE cells
SET cause = $cause, how = 'fit', expected_usd = c.expected_usd
FROM candidates AS c
WHERE cells.cell_no = c.cell_no
  AND cells.how IS NULL
  AND CASE
      WHEN cells.list_usd IS NOT NULL THEN abs(cells.list_usd - c.expected_usd) <= cells.tolerance_usd
      ELSE abs(cells.billed_usd - (cells.factor * c.expected_usd)::DECIMAL(38,15)) <= cells.tolerance_usd
  END
