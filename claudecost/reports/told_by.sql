-- What the snapshots that stand in the period tell rows apart by, one list each.
SELECT DISTINCT dimensions
FROM snapshots
WHERE snapshot_id IN (SELECT snapshot_id FROM standing WHERE since < $until AND until > $since)
