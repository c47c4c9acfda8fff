-- Refusals without output are metered and not billed. Source: Anthropic, pricing of refusals. Either exactly
-- what refusals of that day and model in the requests ledger come to; or usage without any output of which
-- nothing is billed, a small part of what else is billed there that day; or prompts billed a little short of
-- what is metered while the output beside them agrees. No prompt is all cache, so uncached input is short as well; where amounts are not rounded, by whole tokens. A larger part
-- of a cell than a tenth (a quarter, where whole tokens prove it) is no refusals.
UPDATE cells
SET cause = 'refusal', how = 'rest'
FROM (
    WITH placed AS (
        SELECT
            *,
            hash(traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo,
                context_window) AS place
        FROM explained
    ),

    beside AS (
        SELECT place
        FROM placed
        GROUP BY place
        HAVING bool_or(token_type = 'output' AND how = 'fit' AND cause IS NULL AND billed_rows > 0
                AND usage_rows > 0)
            AND bool_or(token_type = 'input' AND how IS NULL AND remainder_usd < 0)
    ),

    -- a key, or a workspace, that has no bill at all that day has more than refusals missing
    told AS (
        SELECT hash(traffic, day, workspace, api_key) AS whose, sum(billed_usd) AS billed_usd
        FROM cells
        GROUP BY whose
    ),

    single AS (
        SELECT
            p.cell_no,
            (min(l.rate) * 0.000001 * any_value(CASE WHEN p.list_usd IS NULL THEN p.factor ELSE 1 END))::DOUBLE
                AS usd_per_token
        FROM placed AS p
        JOIN lines AS l ON l.cell_key = p.cell_key
        WHERE p.how IS NULL
        GROUP BY p.cell_no
        HAVING count(DISTINCT l.rate) = 1
    )

    SELECT e.cell_no
    FROM placed AS e
    LEFT JOIN refused AS r
        ON r.day = e.day AND r.model = e.model AND r.token_type IS NOT DISTINCT FROM e.token_type
    LEFT JOIN single AS s ON s.cell_no = e.cell_no
    LEFT JOIN beside AS b ON b.place = e.place
    LEFT JOIN told AS t ON t.whose = hash(e.traffic, e.day, e.workspace, e.api_key)
    WHERE e.how IS NULL AND (
        abs(e.remainder_usd + CASE WHEN e.list_usd IS NULL THEN e.factor ELSE 1 END * r.usd) <= e.tolerance_usd
        OR (e.billed_rows = 0 AND e.with_output = 0 AND coalesce(e.cost_type, 'tokens') = 'tokens'
            AND e.computed_usd <= 0.1 * t.billed_usd)
        OR (b.place IS NOT NULL AND e.token_type <> 'output' AND e.remainder_usd < 0
            AND CASE
                WHEN e.tolerance_usd > 0.001 THEN -e.remainder_usd <= 0.1 * e.computed_usd
                ELSE -e.remainder_usd <= 0.25 * e.computed_usd
                    -- the source's own amounts have eight digits after the point
                    AND abs(
                        e.remainder_usd::DOUBLE - round(e.remainder_usd / s.usd_per_token) * s.usd_per_token
                    ) <= 0.00000002 * e.billed_rows
            END))
) AS found
WHERE found.cell_no = cells.cell_no
