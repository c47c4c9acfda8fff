-- The closed months in which any of these sessions was used: one row each.
SELECT DISTINCT e.closing_id
FROM closed_events AS e
JOIN (SELECT origin_id FROM origins WHERE session_id IN (SELECT unnest($sessions))) AS g
    ON g.origin_id = e.origin_id
