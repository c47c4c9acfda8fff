-- Fees that no usage row stands behind: code execution, session runtime. Anything else that is billed and not
-- used (credits, what we have not heard of) is nobody's fee. Source: Anthropic, pricing.
UPDATE cells
SET cause = 'fee_without_usage', how = 'whole'
WHERE how IS NULL AND usage_rows = 0 AND cost_type IN ('code_execution', 'session_usage') AND billed_usd >= 0
