-- The same of events that several teams bear: whole tokens are dealt out event by event (part_of) before
-- they are added up, so that a team's counts are those of every other report. One row per group and share.
-- Expects, besides what days.sql expects, the temporary tables origin_subjects and bearers and the macro
-- part_of.
CREATE OR REPLACE TEMP TABLE split_by_day AS
WITH shares AS MATERIALIZED (
    SELECT s.origin_id, b.since, b.until, b.share_from, b.share_upto
    FROM origin_subjects AS s
    JOIN (FROM bearers WHERE share_upto - share_from < 1000000) AS b ON b.subject_id = s.subject_id
),

lucky AS (
    SELECT e.*, (md5_number_lower(concat(e.response_key, e.part, e.item)) % 1000000)::BIGINT AS luck
    FROM events_of AS e
    WHERE e.origin_id IN (SELECT origin_id FROM shares)
),

split AS (
    SELECT e.*, s.share_from, s.share_upto
    FROM lucky AS e
    JOIN shares AS s ON s.origin_id = e.origin_id AND e.happened_at >= s.since AND e.happened_at < s.until
)
SELECT
    e.origin_id,
    e.share_from,
    e.share_upto,
    e.profile_id,
    max(e.happened_at) AS happened_at,
    max(e.quarter_hour) AS quarter_hour,
    max(e.prompt_tokens) AS prompt_tokens,
    sum(part_of(e.is_response::INTEGER, e.share_from, e.share_upto, e.luck))::BIGINT AS responses,
    sum(e.input_tokens)::BIGINT AS whole_input_tokens,
    sum(e.cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
    sum(e.cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
    sum(e.cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
    sum(e.output_tokens)::BIGINT AS whole_output_tokens,
    sum(e.web_search_requests)::BIGINT AS whole_web_search_requests,
    sum(part_of(e.input_tokens, e.share_from, e.share_upto, e.luck))::BIGINT AS part_input_tokens,
    sum(part_of(e.cache_write_5m_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS part_cache_write_5m_tokens,
    sum(part_of(e.cache_write_1h_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS part_cache_write_1h_tokens,
    sum(part_of(e.cache_read_tokens, e.share_from, e.share_upto, e.luck))::BIGINT AS part_cache_read_tokens,
    sum(part_of(e.output_tokens, e.share_from, e.share_upto, e.luck))::BIGINT AS part_output_tokens,
    sum(part_of(e.web_search_requests, e.share_from, e.share_upto, e.luck))::BIGINT
        AS part_web_search_requests,
    e.provisional,
    e.disputed
FROM split AS e
JOIN calendar AS c ON c.quarter_hour = e.quarter_hour
JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
GROUP BY
    e.origin_id, e.share_from, e.share_upto, e.profile_id, c.bucket, e.happened_at::DATE, r.rate_no,
    e.provisional, e.disputed,
    e.input_tokens > 0, e.cache_write_5m_tokens > 0, e.cache_write_1h_tokens > 0,
    e.cache_read_tokens > 0, e.output_tokens > 0, e.web_search_requests > 0
