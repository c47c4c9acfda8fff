-- The events a question is about, each with whoever bore its kind of traffic on its UTC day; a split event is a
-- row per share: whole tokens and responses are dealt out (part_of), money is not: `share` millionths of the
-- cost of the whole event. One row per event and share.
--
-- Most events are borne by one team and go the short way: for them `part_` columns, what a share comes to, are
-- NULL, so that adding them up costs nothing.
-- Expects the view events_from, the temporary table origin_groups (with days and shares) and the macro part_of.
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
JOIN (FROM origin_groups WHERE share_upto - share_from = 1000000) AS o
    ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
UNION ALL
SELECT
    origin_group,
    profile_id,
    happened_at,
    quarter_hour,
    prompt_tokens,
    part_of(is_response::INTEGER, share_from, share_upto, luck),
    provisional,
    disputed,
    part_of(input_tokens, share_from, share_upto, luck),
    part_of(cache_write_5m_tokens, share_from, share_upto, luck),
    part_of(cache_write_1h_tokens, share_from, share_upto, luck),
    part_of(cache_read_tokens, share_from, share_upto, luck),
    part_of(output_tokens, share_from, share_upto, luck),
    part_of(web_search_requests, share_from, share_upto, luck),
    share_upto - share_from,
    input_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    cache_read_tokens,
    output_tokens,
    web_search_requests,
    part_of(input_tokens, share_from, share_upto, luck),
    part_of(cache_write_5m_tokens, share_from, share_upto, luck),
    part_of(cache_write_1h_tokens, share_from, share_upto, luck),
    part_of(cache_read_tokens, share_from, share_upto, luck),
    part_of(output_tokens, share_from, share_upto, luck),
    part_of(web_search_requests, share_from, share_upto, luck)
FROM (
    SELECT
        e.*,
        o.origin_group,
        o.share_from,
        o.share_upto,
        (md5_number_lower(concat(e.response_key, e.part, e.item)) % 1000000)::BIGINT AS luck
    FROM events_from AS e
    JOIN (FROM origin_groups WHERE share_upto - share_from < 1000000) AS o
        ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
) AS split
