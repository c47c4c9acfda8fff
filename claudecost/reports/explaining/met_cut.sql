-- What a cell that a filter on teams cuts is made of: one row per rate met, rule that hit and share of its
-- split, with the tokens of the events there: those dealt out to the share, and those of the whole events.
-- Expects the view events_by_bearer and the temporary table rates, and the macro part_of.
CREATE OR REPLACE TEMP TABLE met AS
SELECT
    r.rate_no,
    e.rule_no,
    e.share_from,
    e.share,
    sum(part_of(e.is_response::INTEGER, e.share_from, e.share_upto, e.luck))::BIGINT AS responses,
    coalesce(sum(part_of(e.is_response::INTEGER, e.share_from, e.share_upto, e.luck))
        FILTER (WHERE e.provisional), 0)::BIGINT AS provisional_responses,
    sum(part_of(e.input_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS input_tokens,
    sum(part_of(e.cache_write_5m_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS cache_write_5m_tokens,
    sum(part_of(e.cache_write_1h_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS cache_write_1h_tokens,
    sum(part_of(e.cache_read_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS cache_read_tokens,
    sum(part_of(e.output_tokens, e.share_from, e.share_upto, e.luck))::BIGINT
        AS output_tokens,
    sum(part_of(e.web_search_requests, e.share_from, e.share_upto, e.luck))::BIGINT
        AS web_search_requests,
    sum(e.input_tokens)::BIGINT AS whole_input_tokens,
    sum(e.cache_write_5m_tokens)::BIGINT AS whole_cache_write_5m_tokens,
    sum(e.cache_write_1h_tokens)::BIGINT AS whole_cache_write_1h_tokens,
    sum(e.cache_read_tokens)::BIGINT AS whole_cache_read_tokens,
    sum(e.output_tokens)::BIGINT AS whole_output_tokens,
    sum(e.web_search_requests)::BIGINT AS whole_web_search_requests,
    sum(CASE WHEN r.priced AND NOT r.has_gaps THEN 0
        ELSE CASE WHEN r.input IS NULL
                THEN part_of(e.input_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_write_5m IS NULL
                THEN part_of(e.cache_write_5m_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_write_1h IS NULL
                THEN part_of(e.cache_write_1h_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_read IS NULL
                THEN part_of(e.cache_read_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.output IS NULL
                THEN part_of(e.output_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
        END)::BIGINT AS unpriced_tokens
FROM events_by_bearer AS e
JOIN rates AS r
    ON r.profile_id = e.profile_id
    AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
    AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
WHERE e.happened_at >= $since AND e.happened_at < $until
    AND ($response_key IS NULL OR e.response_key = $response_key)
GROUP BY ALL
