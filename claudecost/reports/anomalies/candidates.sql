-- Days that may be unusual: one row per series and day, numbered within their kind of series, the dearest
-- first.
--
-- What the rule (usual.py) asks of every unusual day and a database can see at once: it is one of the days
-- asked about, it cost at least $least, and of the days of its own kind (of work, or off) in the $look_back
-- days before it fewer than $places cost as much or more. No unusual day is left out; most others are.
-- Expects the temporary tables series and kinds (which days people work).
CREATE OR REPLACE TEMP TABLE candidates AS
WITH placed AS (
    SELECT
        s.scope,
        s.name,
        s.day,
        s.cost_usd,
        row_number(ORDER BY s.cost_usd DESC, s.day) OVER (
            PARTITION BY s.scope, s.name, k.is_working
            ORDER BY s.day
            RANGE BETWEEN to_days($look_back::INTEGER) PRECEDING AND CURRENT ROW
        ) AS place
    FROM series AS s
    JOIN kinds AS k ON k.day = s.day
)

SELECT
    scope,
    row_number() OVER (PARTITION BY scope ORDER BY cost_usd DESC, day, name) AS number,
    name,
    day,
    cost_usd
FROM placed
WHERE day BETWEEN $first AND $last AND cost_usd >= $least AND place <= $places
