-- The events behind a cell that no filter on teams cuts, each of them whole; the columns are those of
-- events_by_bearer. One row per event.
-- Expects the view events_from and the temporary table bearers_asked.
CREATE OR REPLACE TEMP VIEW events_explained AS
SELECT
    response_key,
    part,
    item,
    kind,
    is_response,
    origin_id,
    profile_id,
    happened_at,
    prompt_tokens,
    lines,
    provisional,
    file_id,
    line,
    input_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    cache_read_tokens,
    output_tokens,
    web_search_requests,
    NULL::INTEGER AS rule_no,
    0 AS share_from,
    1000000 AS share_upto,
    1000000 AS share,
    0::BIGINT AS luck
FROM events_from
WHERE origin_id IN (SELECT origin_id FROM bearers_asked)
