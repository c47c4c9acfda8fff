-- Models ccusage has no price for: one row per model id as logged, the dearest at our prices first.
-- Expects the temporary tables parity_there and parity_priced.
SELECT t.model_id, sum(p.tokens)::BIGINT AS tokens, sum(p.micro_usd) AS micro_usd
FROM parity_there AS t
JOIN parity_priced AS p ON p.entry_no = t.rowid AND p.step = 'counted'
WHERE NOT t.is_priced AND NOT t.is_recorded AND p.tokens > 0
GROUP BY t.model_id
ORDER BY micro_usd DESC, t.model_id
