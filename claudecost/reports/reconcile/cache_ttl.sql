-- Cache writes one side took for five-minute and the other for one-hour ones: the tokens agree, their split
-- does not. An hour's write costs 1.6 times (2 / 1.25) a five-minute one. Source: Anthropic, prompt caching.
-- Writes without a bill are taken at the discount of those beside them.
UPDATE cells
SET cause = 'cache_ttl',
    how = 'rest',
    factor = CASE WHEN cells.billed_rows = 0 AND NOT has_list THEN of_pair ELSE cells.factor END
FROM (
    SELECT
        cell_no,
        has_list,
        of_pair,
        sum(five) OVER pair AS five,
        sum(hour) OVER pair AS hour,
        sum(tolerance_usd) OVER pair AS tolerance
    FROM (
        SELECT
            *,
            CASE WHEN token_type = 'cache_write_5m' THEN apart ELSE 0 END AS five,
            CASE WHEN token_type = 'cache_write_1h' THEN apart ELSE 0 END AS hour
        FROM (
            SELECT
                *,
                CASE
                    WHEN has_list THEN coalesce(list_usd, billed_usd) - computed_usd
                    ELSE billed_usd - (of_pair * computed_usd)::DECIMAL(38,15)
                END AS apart
            FROM (
                SELECT
                    *,
                    bool_or(list_usd IS NOT NULL) OVER pair AS has_list,
                    coalesce(min(factor) FILTER (WHERE billed_rows > 0) OVER pair, 1) AS of_pair
                FROM cells
                WHERE how IS NULL AND token_type IN ('cache_write_5m', 'cache_write_1h')
                WINDOW pair AS (
                    PARTITION BY traffic, day, workspace, api_key, actor, product, model, service_tier, speed,
                        geo, context_window
                )
            ) AS valued
        ) AS compared
    ) AS split
    WINDOW pair AS (
        PARTITION BY traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo,
            context_window
    )
) AS pairs
WHERE pairs.cell_no = cells.cell_no
  AND abs(five + 0.625 * hour) <= tolerance
  AND ((five > tolerance AND hour < -tolerance) OR (five < -tolerance AND hour > tolerance))
