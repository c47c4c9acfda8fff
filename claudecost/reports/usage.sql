-- What was used and what it costs: one row per group (origin_group, bucket, profile_group).
--
-- Prices are linear in tokens, so tokens are added up per rate first and multiplied after: the same
-- digits, far fewer multiplications. Token counts and amounts are exact; nothing is rounded here. A rate
-- may lack the price of a meter; an event that used it is in a gap, and those tokens are unpriced. Of a split
-- event a group bears `share` millionths of the cost. With $is_converted amounts are converted day by day, at the
-- rate of the UTC day.
-- Expects the view events_asked and the temporary tables calendar, rates and exchange; every event meets one row
-- of calendar and of rates.
WITH counted AS (
    SELECT
        e.origin_group,
        c.bucket,
        r.profile_group,
        r.rate_no,
        e.share,
        CASE WHEN $is_converted THEN e.happened_at::DATE END AS day,
        CASE WHEN r.has_gaps THEN (r.input IS NULL AND e.whole_input_tokens > 0)
            OR (r.cache_write_5m IS NULL AND e.whole_cache_write_5m_tokens > 0)
            OR (r.cache_write_1h IS NULL AND e.whole_cache_write_1h_tokens > 0)
            OR (r.cache_read IS NULL AND e.whole_cache_read_tokens > 0)
            OR (r.output IS NULL AND e.whole_output_tokens > 0)
            OR (r.web_search IS NULL AND e.whole_web_search_requests > 0)
            ELSE FALSE END AS in_gap,
        sum(e.responses)::BIGINT AS responses,
        sum(e.responses) FILTER (WHERE e.provisional)::BIGINT AS provisional,
        sum(e.responses) FILTER (WHERE e.disputed)::BIGINT AS disputed,
        coalesce(sum(e.part_input_tokens), sum(e.whole_input_tokens))::BIGINT AS input_tokens,
        coalesce(sum(e.part_cache_write_5m_tokens), sum(e.whole_cache_write_5m_tokens))::BIGINT AS cache_write_5m_tokens,
        coalesce(sum(e.part_cache_write_1h_tokens), sum(e.whole_cache_write_1h_tokens))::BIGINT AS cache_write_1h_tokens,
        coalesce(sum(e.part_cache_read_tokens), sum(e.whole_cache_read_tokens))::BIGINT AS cache_read_tokens,
        coalesce(sum(e.part_output_tokens), sum(e.whole_output_tokens))::BIGINT AS output_tokens,
        coalesce(sum(e.part_web_search_requests), sum(e.whole_web_search_requests))::BIGINT AS web_search_requests,
        sum(e.whole_input_tokens)::BIGINT AS whole_input_tokens,
        sum(e.whole_cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(e.whole_cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(e.whole_cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(e.whole_output_tokens)::BIGINT AS whole_output_tokens,
        sum(e.whole_web_search_requests)::BIGINT AS whole_web_search_requests,
        max(e.happened_at) AS last_at
    FROM events_asked AS e
    JOIN calendar AS c ON c.quarter_hour = e.quarter_hour
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
    GROUP BY ALL
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
        (u.whole_input_tokens * coalesce(r.input, 0)
            + u.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + u.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + u.whole_cache_read_tokens * coalesce(r.cache_read, 0)
            + u.whole_output_tokens * coalesce(r.output, 0)
            + u.whole_web_search_requests * 1000 * coalesce(r.web_search, 0))
            * u.share * 0.000001 AS micro_usd,
        ((u.whole_cache_write_5m_tokens + u.whole_cache_write_1h_tokens + u.whole_cache_read_tokens)
                * coalesce(r.input, 0)
            - u.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, r.input, 0)
            - u.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, r.input, 0)
            - u.whole_cache_read_tokens * coalesce(r.cache_read, r.input, 0))
            * u.share * 0.000001 AS saved_micro_usd,
        x.per_usd
    FROM counted AS u
    JOIN rates AS r ON r.rate_no = u.rate_no
    LEFT JOIN exchange AS x ON x.day = u.day
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
    coalesce(sum(micro_usd * 0.000001 * per_usd) FILTER (WHERE billed), 0) AS cost_converted,
    coalesce(sum(micro_usd) FILTER (WHERE billed AND per_usd IS NULL), 0) * 0.000001 AS unconverted_usd,
    max(last_at) AS last_at
FROM priced
GROUP BY origin_group, bucket, profile_group
