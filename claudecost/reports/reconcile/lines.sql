-- Metered usage priced at list, one row per cell key, profile and meter. What cells are not told apart by is
-- NULL (see told_apart); so is, for fees, what fees do not have: a model, a tier, a meter.
CREATE OR REPLACE TEMP TABLE lines AS
WITH counted AS (
    SELECT
        m.traffic,
        m.grade,
        CASE WHEN g.by_day THEN date_trunc('day', m.starts_at)::DATE END AS day,
        CASE WHEN g.by_workspace THEN CASE WHEN g.by_id THEN m.workspace ELSE m.workspace_name END END
            AS workspace,
        CASE WHEN g.by_api_key THEN CASE WHEN g.by_id THEN m.api_key ELSE m.api_key_name END END AS api_key,
        CASE WHEN g.by_actor THEN m.actor END AS actor,
        CASE WHEN g.by_product THEN m.product END AS product,
        m.context_window,
        m.profile_id,
        date_trunc('day', m.starts_at) AS first_day,
        greatest(m.ends_at, date_trunc('day', m.starts_at) + INTERVAL 1 DAY) AS upto,
        sum(m.input_tokens)::BIGINT AS input,
        sum(m.cache_write_5m_tokens)::BIGINT AS cache_write_5m,
        sum(m.cache_write_1h_tokens)::BIGINT AS cache_write_1h,
        sum(m.cache_write_unknown_tokens)::BIGINT AS cache_write_unknown,
        sum(m.cache_read_tokens)::BIGINT AS cache_read,
        sum(m.unsplit_prompt_tokens)::BIGINT AS unsplit,
        sum(m.output_tokens)::BIGINT AS output,
        sum(m.web_search_requests)::BIGINT AS web_search
    FROM metered_rows AS m
    JOIN told_apart AS g ON g.traffic = m.traffic
    WHERE m.starts_at >= $since AND m.ends_at <= $until
    GROUP BY ALL
),

by_meter AS (
    SELECT
        c.* EXCLUDE (
            input, cache_write_5m, cache_write_1h, cache_write_unknown, cache_read, unsplit, output, web_search
        ),
        c.output AS output_beside,
        p.has_price,
        p.by_length,
        unnest([
            {'meter': 'input', 'quantity': c.input, 'low': p.input_low, 'high': p.input_high},
            {'meter': 'cache_write_5m', 'quantity': c.cache_write_5m, 'low': p.cache_write_5m_low,
                'high': p.cache_write_5m_high},
            {'meter': 'cache_write_1h', 'quantity': c.cache_write_1h, 'low': p.cache_write_1h_low,
                'high': p.cache_write_1h_high},
            {'meter': 'cache_write_unknown', 'quantity': c.cache_write_unknown, 'low': p.cache_write_5m_low,
                'high': p.cache_write_1h_high},
            {'meter': 'cache_read', 'quantity': c.cache_read, 'low': p.cache_read_low,
                'high': p.cache_read_high},
            {'meter': 'unsplit', 'quantity': c.unsplit, 'low': NULL, 'high': NULL},
            {'meter': 'output', 'quantity': c.output, 'low': p.output_low, 'high': p.output_high},
            {'meter': 'web_search', 'quantity': c.web_search, 'low': p.web_search_low * 1000,
                'high': p.web_search_high * 1000}
        ], recursive := TRUE)
    FROM counted AS c
    JOIN prices AS p
        ON p.profile_id = c.profile_id AND p.first_day = c.first_day AND p.upto = c.upto
        AND p.context_window IS NOT DISTINCT FROM c.context_window
),

keyed AS (
    SELECT
        b.traffic,
        b.grade,
        b.day,
        b.workspace,
        b.api_key,
        b.actor,
        b.product,
        CASE WHEN g.by_model AND NOT (b.is_fee AND g.by_cost_type) THEN l.model END AS model,
        CASE WHEN g.by_service_tier AND NOT (b.is_fee AND g.by_cost_type) THEN l.service_tier END
            AS service_tier,
        CASE WHEN g.by_speed AND NOT (b.is_fee AND g.by_cost_type) THEN l.speed END AS speed,
        CASE WHEN g.by_geo AND NOT (b.is_fee AND g.by_cost_type) THEN l.geo END AS geo,
        CASE WHEN g.by_context_window AND NOT (b.is_fee AND g.by_cost_type) THEN b.context_window END
            AS context_window,
        CASE WHEN g.by_cost_type THEN CASE WHEN b.is_fee THEN 'web_search' ELSE 'tokens' END END AS cost_type,
        CASE WHEN g.by_token_type AND NOT b.is_fee THEN
            CASE b.meter WHEN 'cache_write_unknown' THEN 'cache_write_5m' WHEN 'unsplit' THEN 'input'
                ELSE b.meter END
        END AS token_type,
        b.profile_id,
        b.context_window AS window_of_row,
        b.first_day,
        b.upto,
        b.meter,
        b.quantity,
        b.by_length,
        b.output_beside = 0 AS without_output,
        l.is_priority,
        NOT b.has_price OR b.low IS NULL AS is_unpriced,
        b.low AS rate,
        b.quantity * coalesce(b.low, 0) * 0.000001 AS low_usd,
        b.quantity * coalesce(b.high, b.low, 0) * 0.000001 AS high_usd
    FROM (SELECT *, meter = 'web_search' AS is_fee FROM by_meter WHERE quantity > 0) AS b
    JOIN profile_labels AS l ON l.profile_id = b.profile_id
    JOIN told_apart AS g ON g.traffic = b.traffic
)

SELECT
    *,
    hash(traffic, day, workspace, api_key, actor, product, model, service_tier, speed, geo, context_window,
        cost_type, token_type) AS cell_key
FROM keyed
