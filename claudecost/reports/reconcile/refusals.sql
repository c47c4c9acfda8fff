-- Refusals without output are metered and not billed: usage without any output of which nothing is billed; or
-- prompts billed short of what is metered while the output beside them agrees; or exactly what refusals of that
-- day and model in the requests ledger come to. Source: Anthropic, pricing of refusals.
UPDATE cells
SET cause = 'refusal', how = 'rest'
FROM (
    SELECT e.cell_no
    FROM explained AS e
    LEFT JOIN refused AS r
        ON r.day = e.day AND r.model = e.model AND r.token_type IS NOT DISTINCT FROM e.token_type
    WHERE e.how IS NULL AND (
        (e.billed_rows = 0 AND e.with_output = 0 AND coalesce(e.cost_type, 'tokens') = 'tokens')
        OR (e.remainder_usd < 0 AND e.token_type <> 'output' AND EXISTS (
            FROM cells AS o
            WHERE o.token_type = 'output' AND o.how = 'fit' AND o.cause IS NULL AND o.billed_rows > 0
              AND o.traffic = e.traffic AND o.day = e.day AND o.model = e.model
              AND o.workspace IS NOT DISTINCT FROM e.workspace
              AND o.api_key IS NOT DISTINCT FROM e.api_key
              AND o.actor IS NOT DISTINCT FROM e.actor
              AND o.product IS NOT DISTINCT FROM e.product
              AND o.service_tier IS NOT DISTINCT FROM e.service_tier
              AND o.speed IS NOT DISTINCT FROM e.speed
              AND o.geo IS NOT DISTINCT FROM e.geo
              AND o.context_window IS NOT DISTINCT FROM e.context_window))
        OR abs(e.remainder_usd + CASE WHEN e.list_usd IS NULL THEN e.factor ELSE 1 END * r.usd)
            <= e.tolerance_usd)
) AS found
WHERE found.cell_no = cells.cell_no
