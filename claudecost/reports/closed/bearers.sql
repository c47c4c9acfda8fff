-- Who bears the month's traffic, kept with a closing: one row per kind, stretch and share.
-- Expects the temporary table bearers.
INSERT INTO closed_bearers
SELECT
    $closing AS closing_id, $ledger AS ledger, subject_id, since, until, team, team_path, cost_center, rule_no,
    share_from, share_upto
FROM bearers
WHERE since < $until AND until > $since
