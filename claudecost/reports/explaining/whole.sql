-- The events behind a cell that no filter on teams cuts, each of them whole. One row per event.
-- Expects the view events_from and the temporary table bearers_asked.
CREATE OR REPLACE TEMP VIEW events_explained AS
SELECT
    response_key,
    part,
    item,
    kind,
    origin_id,
    profile_id,
    happened_at,
    prompt_tokens,
    lines,
    provisional,
    file_id,
    line,
    NULL::INTEGER AS rule_no,
    0 AS share_from,
    1000000 AS share,
    is_response::INTEGER AS responses,
    input_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    cache_read_tokens,
    output_tokens,
    web_search_requests,
    input_tokens AS whole_input_tokens,
    cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    cache_read_tokens AS whole_cache_read_tokens,
    output_tokens AS whole_output_tokens,
    web_search_requests AS whole_web_search_requests
FROM events_from
WHERE origin_id IN (SELECT origin_id FROM bearers_asked)
