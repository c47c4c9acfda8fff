-- Days that had not been over for long when one side's figures were true.
UPDATE cells
SET cause = 'late_data', how = 'rest'
WHERE how IS NULL AND day IS NOT NULL
  AND EXISTS (FROM covered AS c WHERE c.traffic = cells.traffic AND c.day = cells.day AND NOT c.is_settled)
