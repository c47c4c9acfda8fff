-- Who bore each kind of traffic of a closed month, as it was when the month was closed. A kind met since then
-- did not exist: it has no events in the closing either.
CREATE OR REPLACE TEMP TABLE bearers AS
SELECT subject_id, since, until, rule_no, team, team_path, cost_center, share_from, share_upto
FROM closed_bearers
WHERE closing_id = $closing AND ledger = $ledger
