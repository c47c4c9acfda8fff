-- Who bears what in a closed month as it looks today under the rules of then: a kind of traffic that the closing
-- knows by whom it was, one met since then by today's rules.
CREATE OR REPLACE TEMP TABLE bearers AS
SELECT subject_id, since, until, rule_no, team, team_path, cost_center, share_from, share_upto
FROM closed_bearers
WHERE closing_id = $closing AND ledger = $ledger
UNION ALL
SELECT subject_id, since, until, rule_no, team, team_path, cost_center, share_from, share_upto
FROM bearers
WHERE subject_id NOT IN (
    SELECT subject_id FROM closed_bearers WHERE closing_id = $closing AND ledger = $ledger)
