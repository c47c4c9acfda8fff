-- The events behind a cell, one row per event and share of it, by the rule that hit: what is dealt out to the share
-- (part_of, as in events_borne.sql) beside what the whole event has.
-- Expects the view events_from, the temporary table bearers_asked and the macro part_of.
CREATE OR REPLACE TEMP VIEW events_by_bearer AS
WITH borne AS (
    SELECT
        e.*,
        o.rule_no,
        o.share_from,
        o.share_upto,
        CASE WHEN o.share_upto - o.share_from = 1000000 THEN 0
            ELSE (md5_number_lower(concat(e.response_key, e.part, e.item)) % 1000000)::BIGINT END AS luck
    FROM events_from AS e
    JOIN bearers_asked AS o
        ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
)
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
    rule_no,
    share_from,
    share_upto - share_from AS share,
    part_of(is_response::INTEGER, share_from, share_upto, luck) AS responses,
    part_of(input_tokens, share_from, share_upto, luck) AS input_tokens,
    part_of(cache_write_5m_tokens, share_from, share_upto, luck) AS cache_write_5m_tokens,
    part_of(cache_write_1h_tokens, share_from, share_upto, luck) AS cache_write_1h_tokens,
    part_of(cache_read_tokens, share_from, share_upto, luck) AS cache_read_tokens,
    part_of(output_tokens, share_from, share_upto, luck) AS output_tokens,
    part_of(web_search_requests, share_from, share_upto, luck) AS web_search_requests,
    input_tokens AS whole_input_tokens,
    cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    cache_read_tokens AS whole_cache_read_tokens,
    output_tokens AS whole_output_tokens,
    web_search_requests AS whole_web_search_requests
FROM borne
