-- Amounts that lie on a neighbouring day on the other side: over adjoining days the differences cancel out, and
-- what moved is more than the rounding of all those days could make up. Usage of a day without a bill is taken
-- at the discount of the days it was billed on.
UPDATE cells
SET cause = 'time_zone',
    how = 'rest',
    factor = CASE WHEN cells.billed_rows = 0 AND NOT has_list THEN of_days ELSE cells.factor END
FROM (
    SELECT
        cell_no,
        has_list,
        of_days,
        sum(apart) OVER island AS apart,
        sum(greatest(apart, 0)) OVER island AS more,
        sum(greatest(-apart, 0)) OVER island AS less,
        sum(tolerance_usd) OVER island AS tolerance
    FROM (
        SELECT
            *,
            CASE
                WHEN has_list THEN coalesce(list_usd, billed_usd) - computed_usd
                ELSE billed_usd - (of_days * computed_usd)::DECIMAL(38,15)
            END AS apart
        FROM (
            SELECT
                *,
                bool_or(list_usd IS NOT NULL) OVER island AS has_list,
                coalesce(min(factor) FILTER (WHERE billed_rows > 0) OVER island, 1) AS of_days
            FROM (
                SELECT
                    *,
                    day - row_number() OVER (
                        PARTITION BY traffic, workspace, api_key, actor, product, model, service_tier, speed,
                            geo, context_window, cost_type, token_type
                        ORDER BY day
                    )::INTEGER AS island
                FROM cells
                WHERE how IS NULL AND day IS NOT NULL
            ) AS open_days
            WINDOW island AS (
                PARTITION BY traffic, workspace, api_key, actor, product, model, service_tier, speed, geo,
                    context_window, cost_type, token_type, island
            )
        ) AS valued
    ) AS compared
    WINDOW island AS (
        PARTITION BY traffic, workspace, api_key, actor, product, model, service_tier, speed, geo,
            context_window, cost_type, token_type, island
    )
) AS shifted
WHERE shifted.cell_no = cells.cell_no
  AND abs(shifted.apart) <= tolerance AND more > tolerance AND less > tolerance
