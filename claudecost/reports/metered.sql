-- What the organisation's meters counted and what that costs at list price: one row per group (labels,
-- bucket, profile_group). `labels` is put together from the columns of metered_rows that are asked for.
--
-- An aggregate does not know the size of single prompts, and a row over many days not the day of its tokens:
-- `low` is the price at the cheapest rate its rows may have met, `high` at the dearest, cache writes of
-- unknown life priced as five minutes and as one hour. Where the two agree the price is exact. Of a split row a
-- group bears `share` millionths of the cost.
-- Expects the temporary tables rates and profile_groups and the view metered_rows.
WITH counted AS (
    SELECT
        []::VARCHAR[] AS labels,
        CASE WHEN $has_time
            AND date_trunc($cut, m.starts_at) = date_trunc($cut, m.ends_at - INTERVAL 1 MICROSECOND)
            THEN date_trunc($cut, m.starts_at)::DATE END AS bucket,
        m.profile_id,
        m.share,
        date_trunc('day', m.starts_at) AS first_day,
        greatest(m.ends_at, date_trunc('day', m.starts_at) + INTERVAL 1 DAY) AS upto,
        CASE m.context_window WHEN '200k-1M' THEN 200001 ELSE 0 END::BIGINT AS shortest,
        CASE m.context_window WHEN '0-200k' THEN 200000 ELSE 4611686018427387904 END::BIGINT AS longest,
        sum(m.input_tokens)::BIGINT AS input_tokens,
        sum(m.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(m.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(m.cache_write_unknown_tokens)::BIGINT AS cache_write_unknown_tokens,
        sum(m.cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(m.unsplit_prompt_tokens)::BIGINT AS unsplit_prompt_tokens,
        sum(m.output_tokens)::BIGINT AS output_tokens,
        sum(m.web_search_requests)::BIGINT AS web_search_requests,
        sum(m.requests)::BIGINT AS requests,
        sum(m.whole_input_tokens)::BIGINT AS whole_input_tokens,
        sum(m.whole_cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(m.whole_cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(m.whole_cache_write_unknown_tokens)::BIGINT AS whole_cache_write_unknown_tokens,
        sum(m.whole_cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(m.whole_output_tokens)::BIGINT AS whole_output_tokens,
        sum(m.whole_web_search_requests)::BIGINT AS whole_web_search_requests,
        min(m.starts_at) AS first_at
    FROM metered_rows AS m
    JOIN profile_groups AS g ON g.profile_id = m.profile_id
    WHERE m.starts_at >= $since AND m.ends_at <= $until AND TRUE
    GROUP BY ALL
),

-- Rates the rows may have met; days on which the model was not sold say nothing where others do.
matched AS (
    SELECT
        c.*,
        r.billed,
        c.unsplit_prompt_tokens
            + CASE WHEN r.input IS NULL THEN c.input_tokens ELSE 0 END
            + CASE WHEN r.cache_write_5m IS NULL
                THEN c.cache_write_5m_tokens + c.cache_write_unknown_tokens ELSE 0 END
            + CASE WHEN r.cache_write_1h IS NULL THEN c.cache_write_1h_tokens ELSE 0 END
            + CASE WHEN r.cache_read IS NULL THEN c.cache_read_tokens ELSE 0 END
            + CASE WHEN r.output IS NULL THEN c.output_tokens ELSE 0 END AS unpriced_tokens,
        c.whole_input_tokens * coalesce(r.input, 0)
            + c.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + c.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + c.whole_cache_read_tokens * coalesce(r.cache_read, 0)
            + c.whole_output_tokens * coalesce(r.output, 0)
            + c.whole_web_search_requests * 1000 * coalesce(r.web_search, 0) AS certain,
        c.whole_cache_write_unknown_tokens * coalesce(r.cache_write_5m, 0) AS unknown_as_5m,
        c.whole_cache_write_unknown_tokens * coalesce(r.cache_write_1h, r.cache_write_5m, 0) AS unknown_as_1h,
        r.priced,
        max(r.priced::INTEGER) OVER (
            PARTITION BY c.labels, c.bucket, c.profile_id, c.share, c.first_day, c.upto, c.shortest, c.longest
        ) = 1 AS has_price
    FROM counted AS c
    JOIN rates AS r
        ON r.profile_id = c.profile_id
        AND r.valid_from < c.upto AND r.valid_until > c.first_day
        AND r.prompt_over < c.longest AND r.prompt_upto >= c.shortest
),

priced AS (
    SELECT
        labels, bucket, profile_id, share, first_day, upto, shortest, longest, input_tokens,
        cache_write_5m_tokens, cache_write_1h_tokens, cache_write_unknown_tokens, cache_read_tokens, unsplit_prompt_tokens,
        output_tokens, web_search_requests, requests, first_at, has_price,
        max(unpriced_tokens) AS unpriced_tokens,
        min((certain + unknown_as_5m) * share * 0.000001) * 0.000001 AS low_usd,
        max((certain + unknown_as_1h) * share * 0.000001) * 0.000001 AS high_usd
    FROM matched
    WHERE priced = has_price AND billed
    GROUP BY ALL
)

SELECT
    p.labels,
    p.bucket,
    g.profile_group,
    sum(p.input_tokens)::BIGINT AS input_tokens,
    sum(p.cache_write_5m_tokens + p.cache_write_unknown_tokens)::BIGINT AS cache_write_5m_tokens,
    sum(p.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
    sum(p.cache_read_tokens)::BIGINT AS cache_read_tokens,
    sum(p.output_tokens)::BIGINT AS output_tokens,
    sum(p.web_search_requests)::BIGINT AS web_search_requests,
    sum(p.input_tokens + p.cache_write_5m_tokens + p.cache_write_unknown_tokens + p.cache_write_1h_tokens
        + p.cache_read_tokens + p.unsplit_prompt_tokens + p.output_tokens)::BIGINT AS total_tokens,
    sum(p.low_usd) AS cost_usd,
    sum(p.low_usd) AS cost_low_usd,
    sum(p.high_usd) AS cost_high_usd,
    sum(p.unpriced_tokens)::BIGINT AS unpriced_tokens,
    sum(p.cache_write_unknown_tokens)::BIGINT AS cache_write_unknown_tokens,
    sum(p.unsplit_prompt_tokens)::BIGINT AS unsplit_prompt_tokens
FROM priced AS p
JOIN profile_groups AS g ON g.profile_id = p.profile_id
GROUP BY p.labels, p.bucket, g.profile_group
