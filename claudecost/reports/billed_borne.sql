-- The rows a question is about, each with whoever bears its kind of traffic on its UTC days; a row over days on
-- which that changes is nobody's. Of a split row everybody bears an exact part of the amount; the row itself
-- counts for one of them (part_of).
-- Expects the view billed_seen, the temporary table bearers and the macro part_of.
CREATE OR REPLACE TEMP VIEW billed_rows AS
SELECT
    b.* REPLACE (
        b.billed_usd * (coalesce(t.share_upto, 1000000) - coalesce(t.share_from, 0)) * 0.000001 AS billed_usd,
        b.list_usd * (coalesce(t.share_upto, 1000000) - coalesce(t.share_from, 0)) * 0.000001 AS list_usd
    ),
    b.billed_usd AS whole_billed_usd,
    b.list_usd AS whole_list_usd,
    coalesce(t.share_upto, 1000000) - coalesce(t.share_from, 0) AS share,
    coalesce(t.rule_no, 0) AS rule_no,
    coalesce(t.team, 'unallocated') AS team,
    coalesce(t.team_path, 'unallocated') AS team_path,
    CASE WHEN t.team IS NULL THEN 'unallocated' ELSE t.cost_center END AS cost_center,
    part_of(1, coalesce(t.share_from, 0), coalesce(t.share_upto, 1000000),
        (md5_number_lower(concat(b.snapshot_id, ' ', b.row_no)) % 1000000)::BIGINT) AS source_rows
FROM billed_seen AS b
LEFT JOIN bearers AS t
    ON t.subject_id = b.subject_id AND b.starts_at >= t.since AND b.ends_at <= t.until
