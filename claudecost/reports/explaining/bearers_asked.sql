-- Whose traffic the filters admit, and by which rule who bears it: one row per origin, stretch of days and
-- share.
-- Expects the temporary tables origin_groups (with days and shares), origin_subjects and bearers.
CREATE OR REPLACE TEMP TABLE bearers_asked AS
SELECT o.origin_id, o.since, o.until, o.share_from, o.share_upto, b.rule_no, b.team
FROM origin_groups AS o
JOIN origin_subjects AS s ON s.origin_id = o.origin_id
JOIN bearers AS b
    ON b.subject_id = s.subject_id AND b.since = o.since AND b.until = o.until
    AND b.share_from = o.share_from AND b.share_upto = o.share_upto
