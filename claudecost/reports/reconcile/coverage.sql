-- Which days each side has figures of, and whether a day was over for a full day when they were true: one row
-- per side, kind of traffic and stretch.
CREATE OR REPLACE TEMP TABLE covered AS
SELECT DISTINCT side, s.traffic, d.range::DATE AS day,
    CASE
        WHEN s.source LIKE '%-csv' THEN s.last_day IS NOT NULL AND s.last_day > d.range::DATE
        ELSE s.taken_at >= d.range + INTERVAL 2 DAY
    END AS is_settled
FROM (
    SELECT 'metered' AS side, * FROM standing_metered
    UNION ALL
    SELECT 'billed', * FROM standing_billed
) AS t
JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id,
    range(t.since::TIMESTAMP, t.until::TIMESTAMP, INTERVAL 1 DAY) AS d
