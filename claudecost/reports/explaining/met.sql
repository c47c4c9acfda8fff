-- What a cell is made of: one row per rate met, rule that hit and share of its split. `whole_` figures are
-- those of the whole events, the others what is dealt out to the share: where no filter on teams cuts the
-- cell ($is_cut), of tokens only those that have no price, for nobody asks for the rest. `events` counts
-- items that used anything, several of which may be one response.
--
-- Most events are borne by one team and go the short way; the luck of the others (events_borne.sql) is drawn
-- once, not share by share.
-- Expects the view events_from, the temporary tables bearers_asked and rates, and the macro part_of.
CREATE OR REPLACE TEMP TABLE met AS
WITH borne_by_one AS (
    SELECT
        r.rate_no,
        o.rule_no,
        count(*) FILTER (WHERE e.prompt_tokens + e.output_tokens + e.web_search_requests > 0) AS events,
        count(*) FILTER (WHERE e.is_response) AS responses,
        count(*) FILTER (WHERE e.is_response AND e.provisional) AS provisional_responses,
        sum(e.input_tokens)::BIGINT AS input_tokens,
        sum(e.cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(e.cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(e.cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(e.output_tokens)::BIGINT AS output_tokens,
        sum(e.web_search_requests)::BIGINT AS web_search_requests
    FROM events_from AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    JOIN (FROM bearers_asked WHERE share_upto - share_from = 1000000) AS o
        ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
    WHERE e.happened_at >= $since AND e.happened_at < $until
        AND ($response_key IS NULL OR (e.response_key = $response_key AND ($part IS NULL OR e.part = $part)))
    GROUP BY ALL
),

drawn AS (
    SELECT
        *,
        (md5_number_lower(concat(response_key, part, item)) % 1000000::UBIGINT)::BIGINT AS luck
    FROM events_from
    WHERE happened_at >= $since AND happened_at < $until
        AND ($response_key IS NULL OR (response_key = $response_key AND ($part IS NULL OR part = $part)))
        AND origin_id IN (SELECT origin_id FROM bearers_asked WHERE share_upto - share_from < 1000000)
),

shared AS (
    SELECT
        r.rate_no,
        o.rule_no,
        o.share_from,
        o.share_upto - o.share_from AS share,
        count(*) FILTER (WHERE e.prompt_tokens + e.output_tokens + e.web_search_requests > 0) AS events,
        count(*) FILTER (WHERE e.is_response) AS whole_responses,
        sum(part_of(e.is_response::INTEGER, o.share_from, o.share_upto, e.luck))::BIGINT AS responses,
        sum(CASE WHEN e.provisional
            THEN part_of(e.is_response::INTEGER, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS provisional_responses,
        count(*) FILTER (WHERE e.is_response AND e.provisional) AS whole_provisional_responses,
        sum(CASE WHEN $is_cut OR r.input IS NULL
            THEN part_of(e.input_tokens, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS input_tokens,
        sum(CASE WHEN $is_cut OR r.cache_write_5m IS NULL
            THEN part_of(e.cache_write_5m_tokens, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS cache_write_5m_tokens,
        sum(CASE WHEN $is_cut OR r.cache_write_1h IS NULL
            THEN part_of(e.cache_write_1h_tokens, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS cache_write_1h_tokens,
        sum(CASE WHEN $is_cut OR r.cache_read IS NULL
            THEN part_of(e.cache_read_tokens, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS cache_read_tokens,
        sum(CASE WHEN $is_cut OR r.output IS NULL
            THEN part_of(e.output_tokens, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS output_tokens,
        sum(CASE WHEN $is_cut
            THEN part_of(e.web_search_requests, o.share_from, o.share_upto, e.luck) ELSE 0 END)::BIGINT
            AS web_search_requests,
        sum(e.input_tokens)::BIGINT AS whole_input_tokens,
        sum(e.cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
        sum(e.cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
        sum(e.cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
        sum(e.output_tokens)::BIGINT AS whole_output_tokens,
        sum(e.web_search_requests)::BIGINT AS whole_web_search_requests
    FROM drawn AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    JOIN (FROM bearers_asked WHERE share_upto - share_from < 1000000) AS o
        ON o.origin_id = e.origin_id AND e.happened_at >= o.since AND e.happened_at < o.until
    GROUP BY ALL
)

SELECT
    rate_no,
    rule_no,
    0 AS share_from,
    1000000 AS share,
    events,
    responses AS whole_responses,
    responses,
    provisional_responses,
    provisional_responses AS whole_provisional_responses,
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
FROM borne_by_one
UNION ALL BY NAME
FROM shared
