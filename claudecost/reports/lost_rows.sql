-- Lines that could not be read of the files whose figures stand in the period.
SELECT coalesce(sum(lost_rows), 0)::BIGINT
FROM snapshots
WHERE snapshot_id IN (SELECT snapshot_id FROM standing WHERE since < $until AND until > $since)
