-- Closed months of which there are more or fewer events today than when they were closed: one row per month.
SELECT c.month, n.events - k.events AS more
FROM closings AS c,
    LATERAL (SELECT count(*) AS events FROM usage_events AS e
        WHERE e.happened_at >= c.since AND e.happened_at < c.until) AS n,
    LATERAL (SELECT count(*) AS events FROM closed_events AS k WHERE k.closing_id = c.closing_id) AS k
WHERE n.events <> k.events
ORDER BY c.since
