-- Which days each side has figures of, and whether a day was over for a full day when they were true: one row
-- per side, kind of traffic, day and state. A file's time moves when it is copied, so a day it has later rows
-- than is over for certain; its time counts for its last days only, and not where the other side goes on.
CREATE OR REPLACE TEMP TABLE covered AS
WITH told AS (
    SELECT 'metered' AS side, * FROM standing_metered
    UNION ALL
    SELECT 'billed' AS side, * FROM standing_billed
),

reaching AS (
    SELECT t.side, s.traffic, max(s.last_day) AS last_day
    FROM told AS t
    JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id
    GROUP BY t.side, s.traffic
)

SELECT DISTINCT
    t.side,
    s.traffic,
    d.range::DATE AS day,
    CASE
        WHEN s.source NOT LIKE '%-csv' THEN s.taken_at >= d.range + INTERVAL 2 DAY
        WHEN s.last_day > d.range::DATE THEN TRUE
        ELSE s.taken_at >= d.range + INTERVAL 2 DAY AND coalesce(o.last_day <= d.range::DATE, TRUE)
    END AS is_settled
FROM told AS t
JOIN snapshots AS s ON s.snapshot_id = t.snapshot_id
LEFT JOIN reaching AS o ON o.side <> t.side AND o.traffic = s.traffic,
    range(t.since::TIMESTAMP, t.until::TIMESTAMP, INTERVAL 1 DAY) AS d
