-- Usage by the day, once for all of a mail's questions: events of one origin, local day, rate and kind put
-- together. Prices are linear in tokens, so every question by whole days gets the same digits from these
-- rows as from the events, in a hundredth of the time. One row per group.
--
-- A group has in common what decides a price or a bearer: the rate, the UTC day, and which meters were used
-- at all (a rate may lack one).
-- Expects the view events_of (events of the time asked about) and the temporary tables calendar (by day) and
-- rates.
CREATE OR REPLACE TEMP TABLE events_by_day AS
SELECT
    e.origin_id,
    e.profile_id,
    max(e.happened_at) AS happened_at,
    max(e.quarter_hour) AS quarter_hour,
    max(e.prompt_tokens) AS prompt_tokens,
    sum(e.is_response::INTEGER)::BIGINT AS is_response,
    sum(e.input_tokens)::BIGINT AS input_tokens,
    sum(e.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
    sum(e.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
    sum(e.cache_read_tokens)::BIGINT AS cache_read_tokens,
    sum(e.output_tokens)::BIGINT AS output_tokens,
    sum(e.web_search_requests)::BIGINT AS web_search_requests,
    e.provisional,
    e.disputed
FROM events_of AS e
JOIN calendar AS c ON c.quarter_hour = e.quarter_hour
JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
GROUP BY
    e.origin_id, e.profile_id, c.bucket, e.happened_at::DATE, r.rate_no, e.provisional, e.disputed,
    e.input_tokens > 0, e.cache_write_5m_tokens > 0, e.cache_write_1h_tokens > 0,
    e.cache_read_tokens > 0, e.output_tokens > 0, e.web_search_requests > 0
