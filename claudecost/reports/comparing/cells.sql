-- What was used within one part of a period: one row per group (origin_group, profile_group), profile and
-- stretch of its rate card. A split event counts as `share` millionths of the whole, so `*_parts` are millionths
-- of a token (or search), exactly; what is free by rule and what has no price is here too.
-- Expects the view events_asked and the temporary table rates; every event meets one row of rates.
WITH counted AS (
    SELECT
        e.origin_group,
        r.rate_no,
        e.share,
        r.has_gaps AND (
            (r.input IS NULL AND e.whole_input_tokens > 0)
            OR (r.cache_write_5m IS NULL AND e.whole_cache_write_5m_tokens > 0)
            OR (r.cache_write_1h IS NULL AND e.whole_cache_write_1h_tokens > 0)
            OR (r.cache_read IS NULL AND e.whole_cache_read_tokens > 0)
            OR (r.output IS NULL AND e.whole_output_tokens > 0)
            OR (r.web_search IS NULL AND e.whole_web_search_requests > 0)) AS in_gap,
        sum(e.responses)::BIGINT AS responses,
        sum(e.responses) FILTER (WHERE e.provisional)::BIGINT AS provisional,
        sum(e.responses) FILTER (WHERE e.disputed)::BIGINT AS disputed,
        sum(e.input_tokens + e.cache_write_5m_tokens + e.cache_write_1h_tokens + e.cache_read_tokens
            + e.output_tokens)::BIGINT AS tokens,
        sum(e.whole_input_tokens)::BIGINT AS input,
        sum(e.whole_cache_write_5m_tokens)::BIGINT AS cache_write_5m,
        sum(e.whole_cache_write_1h_tokens)::BIGINT AS cache_write_1h,
        sum(e.whole_cache_read_tokens)::BIGINT AS cache_read,
        sum(e.whole_output_tokens)::BIGINT AS output,
        sum(e.whole_web_search_requests)::BIGINT AS web_search
    FROM events_asked AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
    GROUP BY ALL
)
SELECT
    c.origin_group,
    r.profile_group,
    r.profile_id,
    r.valid_from,
    r.prompt_over,
    coalesce(sum(c.responses) FILTER (WHERE NOT r.priced OR c.in_gap), 0)::BIGINT AS unpriced_responses,
    coalesce(sum(c.provisional) FILTER (WHERE r.billed), 0)::BIGINT AS provisional_responses,
    coalesce(sum(c.disputed), 0)::BIGINT AS disputed_responses,
    coalesce(sum(c.responses) FILTER (WHERE NOT r.billed), 0)::BIGINT AS unbilled_responses,
    coalesce(sum(c.tokens) FILTER (WHERE NOT r.billed), 0)::BIGINT AS unbilled_tokens,
    sum(c.input::HUGEINT * c.share) AS input_parts,
    sum(c.cache_write_5m::HUGEINT * c.share) AS cache_write_5m_parts,
    sum(c.cache_write_1h::HUGEINT * c.share) AS cache_write_1h_parts,
    sum(c.cache_read::HUGEINT * c.share) AS cache_read_parts,
    sum(c.output::HUGEINT * c.share) AS output_parts,
    sum(c.web_search::HUGEINT * c.share) AS web_search_parts
FROM counted AS c
JOIN rates AS r ON r.rate_no = c.rate_no
GROUP BY ALL
