-- One row per snapshot of one ledger, for the rule of standing.py; the columns are the fields it takes.
SELECT
    snapshot_id, pull_id, source, organization, traffic, grade, dimensions, since, until, last_day, taken_at,
    is_daily, lost_rows > 0 AS is_damaged, is_last
FROM snapshots
WHERE ledger = $ledger
