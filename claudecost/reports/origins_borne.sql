-- Whose traffic there is and who bears it: one row per origin, stretch of days and share.
-- Expects the view origins_seen and the temporary tables origin_subjects and bearers.
CREATE OR REPLACE TEMP VIEW origins_borne AS
SELECT o.*, b.rule_no, b.team, b.team_path, b.cost_center, b.since, b.until, b.share_from, b.share_upto
FROM origins_seen AS o
JOIN origin_subjects AS s ON s.origin_id = o.origin_id
JOIN bearers AS b ON b.subject_id = s.subject_id
