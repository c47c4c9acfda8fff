-- The month's events as they are now, kept with a closing: one row per event. What another closing holds stays
-- with that one. Expects the temporary table moved_out.
INSERT INTO closed_events
SELECT $closing AS closing_id, *
FROM usage_events
WHERE happened_at >= $since AND happened_at < $until
  AND response_key NOT IN (SELECT response_key FROM moved_out)
