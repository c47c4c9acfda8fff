-- The events behind a cell, one row per event and share of it, by the rule that hit. Tokens are those of the
-- whole event: whoever asks deals them out himself (part_of, with the `luck` of events_borne.sql), after he
-- has chosen rows.
-- Expects the view events_from and the temporary table bearers_asked.
CREATE OR REPLACE TEMP VIEW events_by_bearer AS
SELECT
    e.response_key,
    e.part,
    e.item,
    e.kind,
    e.is_response,
    e.origin_id,
    e.profile_id,
    e.happened_at,
    e.prompt_tokens,
    e.lines,
    e.provisional,
    e.file_id,
    e.line,
    e.input_tokens,
    e.cache_write_5m_tokens,
    e.cache_write_1h_tokens,
    e.cache_read_tokens,
    e.output_tokens,
    e.web_search_requests,
    o.rule_no,
    o.share_from,
    o.share_upto,
    o.share_upto - o.share_from AS share,
    CASE WHEN o.share_upto - o.share_from = 1000000 THEN 0
        ELSE (md5_number_lower(concat(e.response_key, e.part, e.item)) % 1000000)::BIGINT END AS luck
FROM events_from AS e
JOIN bearers_asked AS o
    ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
