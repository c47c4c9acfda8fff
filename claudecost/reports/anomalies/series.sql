-- What every series that may have an unusual day cost by the day, exactly: one row per kind of series
-- (`scope`), name and day it was used on. The total has no name; of others NULL is what has none. There are
-- teams only where there is a team file. A series that never costs $least on one of the days asked about is
-- not there at all.
-- Expects the temporary table spent.
CREATE OR REPLACE TEMP TABLE series AS
WITH every AS MATERIALIZED (
    SELECT 'total' AS scope, NULL::VARCHAR AS name, day, sum(cost_usd) AS cost_usd FROM spent GROUP BY day
    UNION ALL
    SELECT 'team', team, day, sum(cost_usd) FROM spent WHERE team IS NOT NULL GROUP BY team, day
    UNION ALL
    SELECT 'project', project, day, sum(cost_usd) FROM spent GROUP BY project, day
    UNION ALL
    SELECT 'model', model, day, sum(cost_usd) FROM spent GROUP BY model, day
    UNION ALL
    SELECT 'user', user_name, day, sum(cost_usd) FROM spent GROUP BY user_name, day
),

reaching AS (
    SELECT DISTINCT scope, name
    FROM every
    WHERE day BETWEEN $first AND $last AND cost_usd >= $least
)

SELECT e.*
FROM every AS e
JOIN reaching AS r ON r.scope = e.scope AND r.name IS NOT DISTINCT FROM e.name
