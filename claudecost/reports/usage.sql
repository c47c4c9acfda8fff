-- What was used and what it costs: one row per group (origin_group, bucket, profile_group).
--
-- Prices are linear in tokens, so tokens are added up per rate first and multiplied after: the same
-- digits, far fewer multiplications. Token counts and amounts are exact; nothing is rounded here. A rate
-- may lack the price of a meter; an event that used it is in a gap, and those tokens are unpriced.
-- Expects the temporary tables origin_groups, calendar and rates; every event meets one row of each.
WITH counted AS (
    SELECT
        o.origin_group,
        c.bucket,
        r.profile_group,
        r.rate_no,
        CASE WHEN r.has_gaps THEN (r.input IS NULL AND e.input_tokens > 0)
            OR (r.cache_write_5m IS NULL AND e.cache_write_5m_tokens > 0)
            OR (r.cache_write_1h IS NULL AND e.cache_write_1h_tokens > 0)
            OR (r.cache_read IS NULL AND e.cache_read_tokens > 0)
            OR (r.output IS NULL AND e.output_tokens > 0)
            OR (r.web_search IS NULL AND e.web_search_requests > 0)
            ELSE FALSE END AS in_gap,
        count(*) FILTER (WHERE e.is_response) AS responses,
        count(*) FILTER (WHERE e.is_response AND e.provisional) AS provisional,
        count(*) FILTER (WHERE e.is_response AND e.disputed) AS disputed,
        sum(e.input_tokens)::BIGINT AS input_tokens,
        sum(e.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(e.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(e.cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(e.output_tokens)::BIGINT AS output_tokens,
        sum(e.web_search_requests)::BIGINT AS web_search_requests,
        max(e.happened_at) AS last_at
    FROM usage_events AS e
    JOIN origin_groups AS o ON o.origin_id = e.origin_id
    JOIN calendar AS c ON c.quarter_hour = e.quarter_hour
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
    GROUP BY o.origin_group, c.bucket, r.profile_group, r.rate_no, in_gap
),

-- Usage that is free by rule is neither tokens nor cost of the group; it is only counted.
priced AS (
    SELECT
        u.*,
        r.billed,
        u.input_tokens + u.cache_write_5m_tokens + u.cache_write_1h_tokens + u.cache_read_tokens
            AS prompt_tokens,
        NOT r.priced AS unpriced,
        CASE WHEN r.input IS NULL THEN u.input_tokens ELSE 0 END
            + CASE WHEN r.cache_write_5m IS NULL THEN u.cache_write_5m_tokens ELSE 0 END
            + CASE WHEN r.cache_write_1h IS NULL THEN u.cache_write_1h_tokens ELSE 0 END
            + CASE WHEN r.cache_read IS NULL THEN u.cache_read_tokens ELSE 0 END
            + CASE WHEN r.output IS NULL THEN u.output_tokens ELSE 0 END AS unpriced_tokens,
        u.input_tokens * coalesce(r.input, 0)
            + u.cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + u.cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + u.cache_read_tokens * coalesce(r.cache_read, 0)
            + u.output_tokens * coalesce(r.output, 0)
            + u.web_search_requests * 1000 * coalesce(r.web_search, 0) AS micro_usd,
        (u.cache_write_5m_tokens + u.cache_write_1h_tokens + u.cache_read_tokens) * coalesce(r.input, 0)
            - u.cache_write_5m_tokens * coalesce(r.cache_write_5m, r.input, 0)
            - u.cache_write_1h_tokens * coalesce(r.cache_write_1h, r.input, 0)
            - u.cache_read_tokens * coalesce(r.cache_read, r.input, 0) AS saved_micro_usd
    FROM counted AS u
    JOIN rates AS r ON r.rate_no = u.rate_no
)
SELECT
    origin_group,
    bucket,
    profile_group,
    coalesce(sum(responses) FILTER (WHERE billed), 0)::BIGINT AS responses,
    coalesce(sum(input_tokens) FILTER (WHERE billed), 0)::BIGINT AS input_tokens,
    coalesce(sum(cache_write_5m_tokens) FILTER (WHERE billed), 0)::BIGINT AS cache_write_5m_tokens,
    coalesce(sum(cache_write_1h_tokens) FILTER (WHERE billed), 0)::BIGINT AS cache_write_1h_tokens,
    coalesce(sum(cache_read_tokens) FILTER (WHERE billed), 0)::BIGINT AS cache_read_tokens,
    coalesce(sum(output_tokens) FILTER (WHERE billed), 0)::BIGINT AS output_tokens,
    coalesce(sum(web_search_requests) FILTER (WHERE billed), 0)::BIGINT AS web_search_requests,
    coalesce(sum(prompt_tokens + output_tokens) FILTER (WHERE billed), 0)::BIGINT AS total_tokens,
    coalesce(sum(micro_usd) FILTER (WHERE billed), 0) * 0.000001 AS cost_usd,
    sum(unpriced_tokens)::BIGINT AS unpriced_tokens,
    coalesce(sum(responses) FILTER (WHERE unpriced OR in_gap), 0)::BIGINT AS unpriced_responses,
    coalesce(sum(provisional) FILTER (WHERE billed), 0)::BIGINT AS provisional_responses,
    coalesce(sum(saved_micro_usd) FILTER (WHERE billed), 0) * 0.000001 AS cache_saved_usd,
    coalesce(sum(disputed), 0)::BIGINT AS disputed_responses,
    coalesce(sum(responses) FILTER (WHERE NOT billed), 0)::BIGINT AS unbilled_responses,
    coalesce(sum(prompt_tokens) FILTER (WHERE NOT billed), 0)::BIGINT AS unbilled_tokens,
    max(last_at) AS last_at
FROM priced
GROUP BY origin_group, bucket, profile_group
