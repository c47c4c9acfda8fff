-- What stands behind a report on one ledger: one row per source, organisation and kind of traffic.
SELECT
    s.source,
    s.organization,
    s.traffic,
    s.grade,
    min(t.since) AS since,
    max(t.until) AS until,
    max(s.taken_at) AS taken_at,
    sum(t.until - t.since)::BIGINT AS days
FROM standing AS t
JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id
GROUP BY s.source, s.organization, s.traffic, s.grade
ORDER BY since, s.source, s.organization, s.traffic
