-- What refusals without output would have cost, from the requests ledger: one row per UTC day, model and meter.
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
        unnest([
            {'token_type': 'input', 'usd': c.input * r.input},
            {'token_type': 'cache_write_5m', 'usd': c.cache_write_5m * r.cache_write_5m},
            {'token_type': 'cache_write_1h', 'usd': c.cache_write_1h * r.cache_write_1h},
            {'token_type': 'cache_read', 'usd': c.cache_read * r.cache_read}
        ], recursive := TRUE)
    FROM counted AS c
    JOIN profile_labels AS l ON l.profile_id = c.profile_id
    JOIN rates AS r
        ON r.profile_id = c.profile_id AND r.valid_from <= c.day AND r.valid_until > c.day
        AND r.prompt_over < 1 AND r.prompt_upto >= 1
)

SELECT day::DATE AS day, model, CASE WHEN $by_token_type THEN token_type END AS token_type,
    (sum(usd) * 0.000001)::DECIMAL(38,15) AS usd
FROM by_meter
GROUP BY ALL
HAVING sum(usd) > 0
