-- Days of which only one side has figures: one row per kind of traffic and missing side. Expects covered.
SELECT
    CASE c.side WHEN 'billed' THEN 'usage' ELSE 'bill' END AS missing,
    min(c.day)::VARCHAR AS first_day,
    max(c.day)::VARCHAR AS last_day,
    count(DISTINCT c.day)::BIGINT AS days
FROM covered AS c
WHERE c.day >= $since AND c.day < $until
  AND NOT EXISTS (FROM covered AS o WHERE o.traffic = c.traffic AND o.day = c.day AND o.side <> c.side)
GROUP BY c.traffic, c.side
ORDER BY c.traffic, c.side
