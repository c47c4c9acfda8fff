-- The events a question is about, each in the group of its origin, borne whole: it has no `part_` of anything. One
-- row per event.
-- Expects the view events_from and the temporary table origin_groups.
CREATE OR REPLACE TEMP VIEW events_asked AS
SELECT
    o.origin_group,
    e.profile_id,
    e.happened_at,
    e.quarter_hour,
    e.prompt_tokens,
    e.is_response::INTEGER AS responses,
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
FROM events_from AS e
JOIN origin_groups AS o ON o.origin_id = e.origin_id
