-- The figures a month was closed with: one row per day, team, cost centre and model of a ledger.
SELECT day, team, cost_center, model, responses, total_tokens, cost_usd, unpriced_tokens
FROM closed_figures
WHERE closing_id = $closing AND ledger = $ledger
