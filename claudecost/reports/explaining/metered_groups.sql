-- How a metered cell is made: one row per kind of rows that may have met the same rates, with the cheapest
-- and the dearest of these. Grouped and priced exactly as metered.sql does.
-- Expects the temporary tables rates and profile_groups and the view metered_rows.
CREATE OR REPLACE TEMP TABLE metered_groups AS
WITH counted AS (
    SELECT
        m.profile_id,
        m.share,
        date_trunc('day', m.starts_at) AS first_day,
        greatest(m.ends_at, date_trunc('day', m.starts_at) + INTERVAL 1 DAY) AS upto,
        CASE m.context_window WHEN '200k-1M' THEN 200001 ELSE 0 END::BIGINT AS shortest,
        CASE m.context_window WHEN '0-200k' THEN 200000 ELSE 4611686018427387904 END::BIGINT AS longest,
        count(*) AS source_rows,
        sum(m.input_tokens)::BIGINT AS input_tokens,
        sum(m.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(m.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(m.cache_write_unknown_tokens)::BIGINT AS cache_write_unknown_tokens,
        sum(m.cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(m.unsplit_prompt_tokens)::BIGINT AS unsplit_prompt_tokens,
        sum(m.output_tokens)::BIGINT AS output_tokens,
        sum(m.web_search_requests)::BIGINT AS web_search_requests,
        sum(m.whole_input_tokens)::BIGINT AS whole_input_tokens,
        sum(m.whole_cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(m.whole_cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(m.whole_cache_write_unknown_tokens)::BIGINT AS whole_cache_write_unknown_tokens,
        sum(m.whole_cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(m.whole_output_tokens)::BIGINT AS whole_output_tokens,
        sum(m.whole_web_search_requests)::BIGINT AS whole_web_search_requests
    FROM metered_rows AS m
    JOIN profile_groups AS g ON g.profile_id = m.profile_id
    WHERE m.starts_at >= $since AND m.ends_at <= $until AND TRUE
    GROUP BY ALL
),

matched AS (
    SELECT
        c.*,
        r.rate_no,
        r.billed,
        r.priced,
        c.whole_input_tokens * coalesce(r.input, 0)
            + c.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + c.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + c.whole_cache_read_tokens * coalesce(r.cache_read, 0)
            + c.whole_output_tokens * coalesce(r.output, 0)
            + c.whole_web_search_requests * 1000 * coalesce(r.web_search, 0) AS certain,
        c.whole_cache_write_unknown_tokens * coalesce(r.cache_write_5m, 0) AS unknown_as_5m,
        c.whole_cache_write_unknown_tokens * coalesce(r.cache_write_1h, r.cache_write_5m, 0) AS unknown_as_1h,
        max(r.priced::INTEGER) OVER (
            PARTITION BY c.profile_id, c.share, c.first_day, c.upto, c.shortest, c.longest
        ) = 1 AS has_price
    FROM counted AS c
    JOIN rates AS r
        ON r.profile_id = c.profile_id
        AND r.valid_from < c.upto AND r.valid_until > c.first_day
        AND r.prompt_over < c.longest AND r.prompt_upto >= c.shortest
)

SELECT
    * EXCLUDE (rate_no, billed, priced, certain, unknown_as_5m, unknown_as_1h, has_price),
    arg_min(rate_no, (certain + unknown_as_5m, rate_no)) AS low_rate,
    arg_max(rate_no, (certain + unknown_as_1h, -rate_no)) AS high_rate
FROM matched
WHERE priced = has_price AND billed
GROUP BY ALL
