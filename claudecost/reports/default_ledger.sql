-- Which ledgers the store has anything of.
SELECT
    EXISTS (FROM usage_events) AS requests,
    EXISTS (FROM snapshots WHERE ledger = 'metered') AS metered,
    EXISTS (FROM snapshots WHERE ledger = 'billed') AS billed
