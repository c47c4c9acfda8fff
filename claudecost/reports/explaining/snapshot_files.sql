-- The file or answer behind each snapshot of a ledger: one row per snapshot.
SELECT s.snapshot_id, f.path, s.rows, s.lost_rows
FROM snapshots AS s
JOIN files AS f ON f.file_id = s.file_id
WHERE s.ledger = $ledger
