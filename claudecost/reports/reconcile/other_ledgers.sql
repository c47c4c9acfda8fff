-- Traffic that only one of the two ledgers is about at all: seats, clouds; and estimates nobody is billed for.
UPDATE cells
SET cause = 'other_ledger', how = 'rest'
WHERE how IS NULL AND (
    (billed_rows = 0 AND (
        (computed_usd > 0 AND estimated_usd = computed_usd)
        OR NOT EXISTS (FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'billed')))
    OR (usage_rows = 0 AND NOT EXISTS (
        FROM covered AS c WHERE c.traffic = cells.traffic AND c.side = 'metered')))
