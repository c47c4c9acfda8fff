-- The rows of a ledger that an answer sees: all that stand, without those within closed months asked by
-- themselves. A row over the edge of such a month is seen here if its snapshot stood for days of it at the closing:
-- nothing else then tells those days. Expects the view metered_standing and the temporary table closed_edges.
CREATE OR REPLACE TEMP VIEW metered_seen AS
SELECT *
FROM metered_standing AS m
WHERE NOT EXISTS (
    FROM closed_edges AS c
    WHERE m.starts_at < c.until AND m.ends_at > c.since
      AND (m.starts_at >= c.since AND m.ends_at <= c.until OR NOT list_contains(c.held, m.snapshot_id)))
