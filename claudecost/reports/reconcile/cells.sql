-- One row per cell of the finest grain both sides have: our list price of the usage beside what was billed.
-- `expected_usd` is what the usage should have come to at list price, once a cause is known; `how` says how a
-- cause fits: `fit` (billed is what is expected), `rest` (all that is left is the cause's), `whole` (the cell).
CREATE OR REPLACE TEMP TABLE cells AS
WITH sides AS (
    SELECT
        traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type,
        low_usd AS computed_usd, high_usd, 0 AS billed_usd, NULL::DECIMAL(38,15) AS list_usd,
        CASE WHEN is_priority THEN low_usd ELSE 0 END AS priority_usd,
        CASE WHEN is_unpriced THEN quantity ELSE 0 END AS unpriced_tokens,
        CASE WHEN grade IN ('estimated', 'notional') THEN low_usd ELSE 0 END AS estimated_usd,
        1 AS usage_rows, 0 AS billed_rows, 0 AS tolerance_usd,
        (NOT without_output)::INTEGER AS with_output
    FROM lines
    UNION ALL BY NAME
    SELECT
        b.traffic,
        CASE WHEN list_contains($by_day, traffic) THEN date_trunc('day', b.starts_at)::DATE END AS day,
        CASE WHEN list_contains($by_workspace, traffic) THEN CASE WHEN list_contains($by_id, traffic) THEN b.workspace ELSE b.workspace_name END END
            AS workspace,
        CASE WHEN list_contains($by_api_key, traffic) THEN CASE WHEN list_contains($by_id, traffic) THEN b.api_key ELSE b.api_key_name END END AS api_key,
        CASE WHEN list_contains($by_actor, traffic) THEN b.actor END AS actor,
        CASE WHEN list_contains($by_product, traffic) THEN b.product END AS product,
        CASE WHEN list_contains($by_model, traffic) AND NOT (b.fee AND list_contains($by_cost_type, traffic)) THEN l.model END AS model,
        CASE WHEN list_contains($by_service_tier, traffic) AND NOT (b.fee AND list_contains($by_cost_type, traffic)) THEN l.service_tier END AS service_tier,
        CASE WHEN list_contains($by_speed, traffic) AND NOT (b.fee AND list_contains($by_cost_type, traffic)) THEN l.speed END AS speed,
        CASE WHEN list_contains($by_geo, traffic) AND NOT (b.fee AND list_contains($by_cost_type, traffic)) THEN l.geo END AS geo,
        CASE WHEN list_contains($by_context_window, traffic) AND NOT (b.fee AND list_contains($by_cost_type, traffic)) THEN b.context_window END
            AS context_window,
        CASE WHEN list_contains($by_cost_type, traffic) THEN coalesce(b.cost_type, 'tokens') END AS cost_type,
        CASE WHEN list_contains($by_token_type, traffic) THEN b.token_type END AS token_type,
        0 AS computed_usd, 0 AS high_usd, b.billed_usd,
        b.list_usd,
        0 AS priority_usd, 0 AS unpriced_tokens, 0 AS estimated_usd,
        0 AS usage_rows, 1 AS billed_rows,
        CASE WHEN b.is_rounded THEN 0.005 ELSE 0.000001 END AS tolerance_usd,
        0 AS with_output
    FROM (SELECT *, coalesce(cost_type, 'tokens') <> 'tokens' AS fee FROM billed_rows) AS b
    JOIN profile_labels AS l ON l.profile_id = b.profile_id
    WHERE b.starts_at >= $since AND b.ends_at <= $until
),

added AS (
    SELECT
        traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type,
        sum(computed_usd)::DECIMAL(38,15) AS computed_usd,
        sum(high_usd)::DECIMAL(38,15) AS high_usd,
        sum(billed_usd)::DECIMAL(38,15) AS billed_usd,
        CASE WHEN count(list_usd) = sum(billed_rows) AND sum(billed_rows) > 0
            THEN sum(list_usd)::DECIMAL(38,15) END AS list_usd,
        sum(priority_usd)::DECIMAL(38,15) AS priority_usd,
        sum(estimated_usd)::DECIMAL(38,15) AS estimated_usd,
        sum(unpriced_tokens)::BIGINT AS unpriced_tokens,
        sum(usage_rows)::BIGINT AS usage_rows,
        sum(billed_rows)::BIGINT AS billed_rows,
        greatest(CASE WHEN max(tolerance_usd) > 0.001 THEN sum(tolerance_usd) ELSE 0.000001 END, 0.000001)
            ::DECIMAL(18,6) AS tolerance_usd,
        sum(with_output)::BIGINT AS with_output
    FROM sides
    GROUP BY ALL
)

SELECT
    row_number() OVER ()::BIGINT AS cell_no,
    hash(traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type) AS cell_key,
    *,
    computed_usd AS expected_usd,
    1::DECIMAL(18,9) AS factor,
    NULL::VARCHAR AS cause,
    NULL::VARCHAR AS how
FROM added;
