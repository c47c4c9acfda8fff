-- Days that had not been over for long when the figures of the side that is short of the other were true.
UPDATE cells
SET cause = 'late_data', how = 'rest'
FROM explained AS e
WHERE e.cell_no = cells.cell_no AND e.how IS NULL AND e.day IS NOT NULL
  AND EXISTS (
      FROM covered AS c
      WHERE c.traffic = e.traffic AND c.day = e.day AND NOT c.is_settled
        AND c.side = CASE WHEN e.remainder_usd < 0 THEN 'billed' ELSE 'metered' END)
