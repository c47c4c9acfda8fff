-- The events about to be derived anew.
DELETE FROM usage_events
WHERE response_key IN (SELECT response_key FROM known)
