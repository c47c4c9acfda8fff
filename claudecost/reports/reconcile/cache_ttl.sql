-- Cache writes one side took for five-minute and the other for one-hour ones: the tokens agree, their split does
-- not. An hour's write costs 1.6 times (2 / 1.25) a five-minute one. Source: Anthropic, prompt caching.
UPDATE cells
SET cause = 'cache_ttl', how = 'rest'
FROM (
    SELECT
        traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        sum(CASE token_type WHEN 'cache_write_1h' THEN 0.625 ELSE 1 END
            * (coalesce(list_usd, billed_usd)
                - CASE WHEN list_usd IS NULL THEN factor ELSE 1 END * computed_usd)) AS apart,
        sum(tolerance_usd) AS tolerance
    FROM cells
    WHERE token_type IN ('cache_write_5m', 'cache_write_1h')
    GROUP BY ALL
    HAVING abs(apart) <= tolerance AND bool_or(how IS NULL)
) AS pair
WHERE how IS NULL AND token_type IN ('cache_write_5m', 'cache_write_1h')
  AND cells.traffic = pair.traffic
  AND cells.day IS NOT DISTINCT FROM pair.day
  AND cells.workspace IS NOT DISTINCT FROM pair.workspace
  AND cells.api_key IS NOT DISTINCT FROM pair.api_key
  AND cells.actor IS NOT DISTINCT FROM pair.actor
  AND cells.product IS NOT DISTINCT FROM pair.product
  AND cells.model IS NOT DISTINCT FROM pair.model
  AND cells.service_tier IS NOT DISTINCT FROM pair.service_tier
  AND cells.speed IS NOT DISTINCT FROM pair.speed
  AND cells.geo IS NOT DISTINCT FROM pair.geo
  AND cells.context_window IS NOT DISTINCT FROM pair.context_window
