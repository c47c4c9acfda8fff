-- The usage a question about teams is about, from usage by the day: see events_borne.sql, whose columns
-- these are. One row per group of days.sql, or per group and share of days_split.sql.
-- Expects the temporary tables events_by_day, split_by_day and origin_groups (with days and shares).
CREATE OR REPLACE TEMP VIEW events_asked AS
SELECT
    o.origin_group,
    e.profile_id,
    e.happened_at,
    e.quarter_hour,
    e.prompt_tokens,
    e.is_response AS responses,
    e.provisional,
    e.disputed,
    e.input_tokens,
    e.cache_write_5m_tokens,
    e.cache_write_1h_tokens,
    e.cache_read_tokens,
    e.output_tokens,
    e.web_search_requests,
    1000000 AS share,
    e.input_tokens AS whole_input_tokens,
    e.cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    e.cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    e.cache_read_tokens AS whole_cache_read_tokens,
    e.output_tokens AS whole_output_tokens,
    e.web_search_requests AS whole_web_search_requests,
    NULL::BIGINT AS part_input_tokens,
    NULL::BIGINT AS part_cache_write_5m_tokens,
    NULL::BIGINT AS part_cache_write_1h_tokens,
    NULL::BIGINT AS part_cache_read_tokens,
    NULL::BIGINT AS part_output_tokens,
    NULL::BIGINT AS part_web_search_requests
FROM events_by_day AS e
JOIN (FROM origin_groups WHERE share_upto - share_from = 1000000) AS o
    ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
UNION ALL
SELECT
    o.origin_group,
    e.profile_id,
    e.happened_at,
    e.quarter_hour,
    e.prompt_tokens,
    e.responses,
    e.provisional,
    e.disputed,
    e.part_input_tokens,
    e.part_cache_write_5m_tokens,
    e.part_cache_write_1h_tokens,
    e.part_cache_read_tokens,
    e.part_output_tokens,
    e.part_web_search_requests,
    e.share_upto - e.share_from,
    e.whole_input_tokens,
    e.whole_cache_write_5m_tokens,
    e.whole_cache_write_1h_tokens,
    e.whole_cache_read_tokens,
    e.whole_output_tokens,
    e.whole_web_search_requests,
    e.part_input_tokens,
    e.part_cache_write_5m_tokens,
    e.part_cache_write_1h_tokens,
    e.part_cache_read_tokens,
    e.part_output_tokens,
    e.part_web_search_requests
FROM split_by_day AS e
JOIN (FROM origin_groups WHERE share_upto - share_from < 1000000) AS o
    ON o.origin_id = e.origin_id AND o.share_from = e.share_from AND o.share_upto = e.share_upto
    AND e.happened_at >= o.since AND e.happened_at < o.until
