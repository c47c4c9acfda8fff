-- What every snapshot that stands in the period can tell rows apart by, one row per kind of traffic and source.
-- Files know names only; two keys of one name are one there.
SELECT DISTINCT s.traffic, s.dimensions, s.is_daily, s.source NOT LIKE '%-csv' AS has_ids
FROM standing AS t
JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id
WHERE t.since < $until AND t.until > $since
