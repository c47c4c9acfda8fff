-- Responses a closing holds which its month has no more: a copy with another time was found since. One row each,
-- added to those of other closings.
INSERT INTO moved_out
WITH month AS (SELECT since, until FROM closings WHERE closing_id = $closing),

missing AS (
    SELECT response_key
    FROM closed_events
    WHERE closing_id = $closing
      AND response_key NOT IN (
          SELECT response_key
          FROM usage_events
          WHERE happened_at >= (SELECT since FROM month) AND happened_at < (SELECT until FROM month))
)

SELECT DISTINCT response_key
FROM usage_events
WHERE response_key IN (SELECT response_key FROM missing)
