-- The rows of a billed cell that no filter on teams cuts, each of them whole, with the rule of its kind of
-- traffic on its days; where one team bears all of it, it is named. One row per source row.
-- Expects the view billed_rows and the temporary table bearers.
CREATE OR REPLACE TEMP VIEW billed_explained AS
SELECT
    m.*,
    1000000 AS share,
    m.billed_usd AS whole_billed_usd,
    m.list_usd AS whole_list_usd,
    coalesce(b.rule_no, 0) AS rule_no,
    CASE WHEN b.rule_no IS NULL THEN 'unallocated' ELSE b.team END AS team
FROM billed_rows AS m
LEFT JOIN (
    SELECT subject_id, since, until, rule_no, CASE WHEN count(*) = 1 THEN any_value(team) END AS team
    FROM bearers
    GROUP BY ALL
) AS b
    ON b.subject_id = m.subject_id AND m.starts_at >= b.since AND m.ends_at <= b.until
