-- A closed month's events, those responses exchanged whose lines are the ones of then and which are told
-- differently today: what the rule of duplicates has changed, and nothing that has come in since. One row per
-- event, as in usage_events.
CREATE OR REPLACE TEMP VIEW events_ruled_anew AS
WITH closed AS (
    SELECT * EXCLUDE (closing_id) FROM closed_events WHERE closing_id = $closing
),

-- How many lines spoke of each response then, and how many do now, in whichever month it is.
then_and_now AS (
    SELECT c.response_key
    FROM (
        SELECT response_key, sum(lines) AS lines
        FROM (SELECT DISTINCT response_key, part, lines FROM closed)
        GROUP BY response_key
    ) AS c
    JOIN (
        SELECT response_key, sum(lines) AS lines
        FROM (SELECT DISTINCT response_key, part, lines FROM usage_events)
        WHERE response_key IN (SELECT response_key FROM closed)
        GROUP BY response_key
    ) AS n ON n.response_key = c.response_key AND n.lines = c.lines
)

SELECT * FROM closed WHERE response_key NOT IN (SELECT response_key FROM then_and_now)
UNION ALL
SELECT * FROM usage_events WHERE response_key IN (SELECT response_key FROM then_and_now)
