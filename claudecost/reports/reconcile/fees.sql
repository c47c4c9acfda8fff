-- Fees that no usage row stands behind: code execution, session runtime. Source: Anthropic, pricing.
UPDATE cells
SET cause = 'fee_without_usage', how = 'whole'
WHERE how IS NULL AND usage_rows = 0 AND coalesce(cost_type, 'tokens') NOT IN ('tokens', 'web_search')
