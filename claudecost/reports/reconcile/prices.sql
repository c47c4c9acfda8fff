-- The cheapest and the dearest rate the usage of a profile, day and context window may have met, per meter:
-- one row per such combination in the period. `by_length`: the price follows the length of each prompt.
-- Expects metered_rows and rates.
CREATE OR REPLACE TEMP TABLE prices AS
WITH met AS (
    SELECT DISTINCT
        profile_id,
        context_window,
        date_trunc('day', starts_at) AS first_day,
        greatest(ends_at, date_trunc('day', starts_at) + INTERVAL 1 DAY) AS upto,
        CASE context_window WHEN '200k-1M' THEN 200001 ELSE 0 END::BIGINT AS shortest,
        CASE context_window WHEN '0-200k' THEN 200000 ELSE 4611686018427387904 END::BIGINT AS longest
    FROM metered_rows
    WHERE starts_at >= $since AND ends_at <= $until
)

SELECT
    m.profile_id,
    m.context_window,
    m.first_day,
    m.upto,
    bool_or(r.priced) AS has_price,
    count(DISTINCT r.prompt_over) FILTER (WHERE r.priced) > 1 AS by_length,
    min(r.input) AS input_low, max(r.input) AS input_high,
    min(r.cache_write_5m) AS cache_write_5m_low, max(r.cache_write_5m) AS cache_write_5m_high,
    min(r.cache_write_1h) AS cache_write_1h_low, max(r.cache_write_1h) AS cache_write_1h_high,
    min(r.cache_read) AS cache_read_low, max(r.cache_read) AS cache_read_high,
    min(r.output) AS output_low, max(r.output) AS output_high,
    min(r.web_search) AS web_search_low, max(r.web_search) AS web_search_high
FROM met AS m
JOIN rates AS r
    ON r.profile_id = m.profile_id
    AND r.valid_from < m.upto AND r.valid_until > m.first_day
    AND r.prompt_over < m.longest AND r.prompt_upto >= m.shortest
GROUP BY m.profile_id, m.context_window, m.first_day, m.upto
