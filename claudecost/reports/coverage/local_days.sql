-- One row per machine and local day, counted since 1970, on which Claude Code used anything there. $offsets is
-- a JSON list of the zone's stretches of one offset, in quarters of an hour: starts, ends (excluded), shift.
WITH offsets AS (
    SELECT unnest(from_json($offsets::JSON, '[{"starts": "BIGINT", "ends": "BIGINT", "shift": "BIGINT"}]'),
        recursive := TRUE)
),

days AS (
    SELECT DISTINCT e.origin_id, (e.quarter_hour + o.shift) // 96 AS day
    FROM usage_events AS e
    JOIN offsets AS o ON e.quarter_hour >= o.starts AND e.quarter_hour < o.ends
    WHERE e.prompt_tokens + e.output_tokens > 0
)

SELECT DISTINCT o.machine, d.day
FROM days AS d
JOIN origins AS o ON o.origin_id = d.origin_id
WHERE o.source = 'claude-code'
