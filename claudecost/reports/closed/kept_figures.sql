-- The figures a month was closed with: one row per day, team and model of a ledger.
SELECT day, team, model, responses, total_tokens, cost_usd, unpriced_tokens
FROM closed_figures
WHERE closing_id = $closing AND ledger = $ledger
