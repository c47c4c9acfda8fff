-- Days of which the other side has no figures yet.
UPDATE cells
SET cause = 'late_data', how = 'rest'
WHERE how IS NULL AND day IS NOT NULL
  AND EXISTS (FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'billed')
  AND EXISTS (FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'metered')
  AND (
      (billed_rows = 0 AND NOT EXISTS (
          FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'billed' AND c.day = cells.day))
      OR (usage_rows = 0 AND NOT EXISTS (
          FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'metered' AND c.day = cells.day)))
