-- Whether a closed month has the very responses today that it was closed with: one row. Counts and a sum that no
-- order changes are enough to say so; where they differ, it is looked at response by response.
SELECT
    (SELECT (count(*), bit_xor(hash(response_key, part, item)))
        FROM closed_events WHERE closing_id = $closing)
    = (SELECT (count(*), bit_xor(hash(response_key, part, item)))
        FROM usage_events
        WHERE happened_at >= (SELECT since FROM closings WHERE closing_id = $closing)
          AND happened_at < (SELECT until FROM closings WHERE closing_id = $closing))
