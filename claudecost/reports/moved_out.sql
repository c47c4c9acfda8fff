-- Responses a closed month holds which today are told at a time out of that month: one row each. A copy with an
-- earlier time was found; they stay where they were closed, and are nowhere else.
CREATE OR REPLACE TEMP TABLE moved_out AS
SELECT DISTINCT e.response_key
FROM usage_events AS e
JOIN closed_events AS k ON k.response_key = e.response_key
JOIN closings AS c ON c.closing_id = k.closing_id
WHERE e.happened_at < c.since OR e.happened_at >= c.until
