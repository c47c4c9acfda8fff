-- The month's events as they are now, kept with a closing: one row per event.
INSERT INTO closed_events
SELECT $closing AS closing_id, *
FROM usage_events
WHERE happened_at >= $since AND happened_at < $until
