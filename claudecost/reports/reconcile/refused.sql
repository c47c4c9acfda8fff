-- What refusals without output would have cost, from the requests ledger: one row per UTC day, model and meter.
-- Those of the days when they were still billed are left out. Their own rates are zero, so they are priced like
-- the metered usage of their kind on that day. Expects lines, rates and profile_labels.
CREATE OR REPLACE TEMP TABLE refused AS
WITH counted AS (
    SELECT
        date_trunc('day', e.happened_at) AS day,
        e.profile_id,
        sum(e.input_tokens)::BIGINT AS input,
        sum(e.cache_write_5m_tokens)::BIGINT AS cache_write_5m,
        sum(e.cache_write_1h_tokens)::BIGINT AS cache_write_1h,
        sum(e.cache_read_tokens)::BIGINT AS cache_read
    FROM usage_events AS e
    JOIN profiles AS p ON p.profile_id = e.profile_id
    WHERE p.refused AND e.happened_at >= $since AND e.happened_at < $until
    GROUP BY ALL
),

by_meter AS (
    SELECT
        c.day,
        l.model,
        l.speed,
        l.service_tier,
        l.geo IS NOT DISTINCT FROM 'us' AS in_us,
        unnest([
            {'meter': 'input', 'quantity': c.input},
            {'meter': 'cache_write_5m', 'quantity': c.cache_write_5m},
            {'meter': 'cache_write_1h', 'quantity': c.cache_write_1h},
            {'meter': 'cache_read', 'quantity': c.cache_read}
        ], recursive := TRUE)
    FROM counted AS c
    JOIN profile_labels AS l ON l.profile_id = c.profile_id
    JOIN rates AS r
        ON r.profile_id = c.profile_id AND r.valid_from <= c.day AND r.valid_until > c.day
        AND r.prompt_over < 1 AND r.prompt_upto >= 1
    WHERE NOT r.billed
),

metered_rates AS (
    SELECT
        n.first_day AS day,
        l.model,
        l.speed,
        l.service_tier,
        l.geo IS NOT DISTINCT FROM 'us' AS in_us,
        n.meter,
        min(n.rate) AS rate
    FROM lines AS n
    JOIN profile_labels AS l ON l.profile_id = n.profile_id
    WHERE NOT n.is_unpriced
    GROUP BY ALL
)

SELECT
    b.day::DATE AS day,
    b.model,
    CASE WHEN $by_token_type THEN b.meter END AS token_type,
    (sum(b.quantity * m.rate) * 0.000001)::DECIMAL(38,15) AS usd
FROM by_meter AS b
JOIN metered_rates AS m USING (day, model, speed, service_tier, in_us, meter)
GROUP BY ALL
HAVING sum(b.quantity * m.rate) > 0
