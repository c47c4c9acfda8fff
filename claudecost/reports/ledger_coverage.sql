-- What stands behind a report on one ledger: one row per source, organisation and kind of traffic that has
-- figures of the period; days that several pages of one answer cover count once.
SELECT
    s.source,
    s.organization,
    s.traffic,
    s.grade,
    min(t.since) AS since,
    max(t.until) AS until,
    max(s.taken_at) AS taken_at,
    count(DISTINCT d.range)::BIGINT AS days
FROM standing AS t
JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id,
    range(t.since::TIMESTAMP, t.until::TIMESTAMP, INTERVAL 1 DAY) AS d
WHERE t.since < $until AND t.until > $since
GROUP BY s.source, s.organization, s.traffic, s.grade
ORDER BY since, s.source, s.organization, s.traffic, s.grade
