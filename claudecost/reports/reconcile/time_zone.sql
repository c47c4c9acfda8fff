-- Amounts that lie on a neighbouring day on the other side: over adjoining days the differences cancel out.
UPDATE cells
SET cause = 'time_zone', how = 'rest'
FROM (
    SELECT
        cell_no,
        sum(remainder_usd) OVER island AS apart,
        sum(tolerance_usd) OVER island AS tolerance,
        count(*) OVER island AS days
    FROM (
        SELECT
            e.*,
            day - row_number() OVER (
                PARTITION BY traffic, workspace, api_key, actor, product, model, service_tier, speed, geo,
                    context_window, cost_type, token_type ORDER BY day)::INTEGER AS island
        FROM explained AS e
        WHERE how IS NULL AND day IS NOT NULL
    ) AS open_days
    WINDOW island AS (PARTITION BY traffic, workspace, api_key, actor, product, model, service_tier, speed, geo,
        context_window, cost_type, token_type, island)
) AS shifted
WHERE shifted.cell_no = cells.cell_no AND days > 1 AND abs(apart) <= tolerance
