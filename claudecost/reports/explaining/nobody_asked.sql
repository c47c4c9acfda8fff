-- The same where nobody said who bears what: one row per origin the filters admit.
-- Expects the temporary table origin_groups.
CREATE OR REPLACE TEMP TABLE bearers_asked AS
SELECT DISTINCT
    origin_id,
    TIMESTAMP '0001-01-01' AS since,
    TIMESTAMP '9999-12-31' AS until,
    0 AS share_from,
    1000000 AS share_upto,
    0 AS rule_no,
    NULL::VARCHAR AS team
FROM origin_groups
