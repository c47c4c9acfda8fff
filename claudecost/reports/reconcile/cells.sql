-- One row per cell of the finest grain both sides have: our list price of the usage beside what was billed.
-- `expected_usd` is what the usage should have come to at list price, once a cause is known; `how` says how a
-- cause fits: `fit` (billed is what is expected), `rest` (all that is left is the cause's), `whole` (the cell).
-- Expects lines, billed_rows, profile_labels and told_apart.
CREATE OR REPLACE TEMP TABLE cells AS
WITH sides AS (
    SELECT
        traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type,
        low_usd AS computed_usd,
        high_usd,
        0 AS billed_usd,
        NULL::DECIMAL(38,15) AS list_usd,
        CASE WHEN is_priority THEN low_usd ELSE 0 END AS priority_usd,
        CASE WHEN grade IN ('estimated', 'notional') THEN low_usd ELSE 0 END AS estimated_usd,
        CASE WHEN is_unpriced THEN quantity ELSE 0 END AS unpriced_tokens,
        1 AS usage_rows,
        0 AS billed_rows,
        FALSE AS is_rounded,
        (NOT without_output)::INTEGER AS with_output,
        FALSE AS of_unknown_model
    FROM lines
    UNION ALL BY NAME
    SELECT
        b.traffic,
        CASE WHEN g.by_day THEN date_trunc('day', b.starts_at)::DATE END AS day,
        CASE WHEN g.by_workspace THEN CASE WHEN g.by_id THEN b.workspace ELSE b.workspace_name END END
            AS workspace,
        CASE WHEN g.by_api_key THEN CASE WHEN g.by_id THEN b.api_key ELSE b.api_key_name END END AS api_key,
        CASE WHEN g.by_actor THEN b.actor END AS actor,
        CASE WHEN g.by_product THEN b.product END AS product,
        CASE WHEN g.by_model AND NOT (b.is_fee AND g.by_cost_type) THEN l.model END AS model,
        CASE WHEN g.by_service_tier AND NOT (b.is_fee AND g.by_cost_type) THEN l.service_tier END
            AS service_tier,
        CASE WHEN g.by_speed AND NOT (b.is_fee AND g.by_cost_type) THEN l.speed END AS speed,
        CASE WHEN g.by_geo AND NOT (b.is_fee AND g.by_cost_type) THEN l.geo END AS geo,
        CASE WHEN g.by_context_window AND NOT (b.is_fee AND g.by_cost_type) THEN b.context_window END
            AS context_window,
        CASE WHEN g.by_cost_type THEN coalesce(b.cost_type, 'tokens') END AS cost_type,
        CASE WHEN g.by_token_type THEN b.token_type END AS token_type,
        0 AS computed_usd,
        0 AS high_usd,
        b.billed_usd,
        b.list_usd,
        0 AS priority_usd,
        0 AS estimated_usd,
        0 AS unpriced_tokens,
        0 AS usage_rows,
        1 AS billed_rows,
        b.is_rounded,
        0 AS with_output,
        NOT b.is_fee AND l.model IS NOT NULL AND NOT l.is_known AS of_unknown_model
    FROM (SELECT *, coalesce(cost_type, 'tokens') <> 'tokens' AS is_fee FROM billed_rows) AS b
    JOIN profile_labels AS l ON l.profile_id = b.profile_id
    JOIN told_apart AS g ON g.traffic = b.traffic
    WHERE b.starts_at >= $since AND b.ends_at <= $until
),

added AS (
    SELECT
        traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type,
        sum(computed_usd)::DECIMAL(38,15) AS computed_usd,
        sum(high_usd)::DECIMAL(38,15) AS high_usd,
        sum(billed_usd)::DECIMAL(38,15) AS billed_usd,
        -- a list price that some rows lack says nothing of the cell
        CASE WHEN sum(billed_rows) > 0 AND count(list_usd) = sum(billed_rows)
            THEN sum(list_usd)::DECIMAL(38,15) END AS list_usd,
        sum(priority_usd)::DECIMAL(38,15) AS priority_usd,
        sum(estimated_usd)::DECIMAL(38,15) AS estimated_usd,
        sum(unpriced_tokens)::BIGINT AS unpriced_tokens,
        sum(usage_rows)::BIGINT AS usage_rows,
        sum(billed_rows)::BIGINT AS billed_rows,
        -- rounding is per row; what is not rounded has a millionth to spare
        greatest(0.005 * count(*) FILTER (WHERE is_rounded), 0.000001)::DECIMAL(18,6) AS tolerance_usd,
        sum(with_output)::BIGINT AS with_output,
        bool_or(of_unknown_model) AS of_unknown_model
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
FROM added
