-- Who bears a cell that no filter on teams cuts: one row per rule that hit, team and share, 0 for no rule.
-- What is free by rule is no cost and no response of anybody.
-- Expects the view events_by_bearer and the temporary tables rates and bearers_asked, and the macro part_of.
WITH teams AS (
    SELECT DISTINCT rule_no, share_from, share_upto - share_from AS share, team FROM bearers_asked
),

borne AS (
    SELECT
        e.rule_no,
        e.share_from,
        e.share,
        sum(part_of(e.is_response::INTEGER, e.share_from, e.share_upto, e.luck))::BIGINT AS responses,
        sum(e.input_tokens * coalesce(r.input, 0)
            + e.cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + e.cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + e.cache_read_tokens * coalesce(r.cache_read, 0)
            + e.output_tokens * coalesce(r.output, 0)
            + e.web_search_requests * 1000 * coalesce(r.web_search, 0)) AS whole_micro_usd
    FROM events_by_bearer AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
        AND ($response_key IS NULL OR e.response_key = $response_key)
        AND r.billed
    GROUP BY ALL
),

-- Few rates lack a price: dealing out the tokens of all the others would cost more than all the rest.
unpriced AS (
    SELECT
        e.rule_no,
        e.share_from,
        e.share,
        sum(CASE WHEN r.input IS NULL
                THEN part_of(e.input_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_write_5m IS NULL
                THEN part_of(e.cache_write_5m_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_write_1h IS NULL
                THEN part_of(e.cache_write_1h_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.cache_read IS NULL
                THEN part_of(e.cache_read_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
            + CASE WHEN r.output IS NULL
                THEN part_of(e.output_tokens, e.share_from, e.share_upto, e.luck) ELSE 0 END
        )::BIGINT AS tokens
    FROM events_by_bearer AS e
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until
        AND ($response_key IS NULL OR e.response_key = $response_key)
        AND (NOT r.priced OR r.has_gaps)
    GROUP BY ALL
)

SELECT
    b.rule_no,
    t.team,
    b.share,
    b.responses,
    b.whole_micro_usd * b.share * 0.000001 * 0.000001 AS cost_usd,
    coalesce(u.tokens, 0) AS unpriced_tokens
FROM borne AS b
JOIN teams AS t ON t.rule_no = b.rule_no AND t.share_from = b.share_from AND t.share = b.share
LEFT JOIN unpriced AS u ON u.rule_no = b.rule_no AND u.share_from = b.share_from AND u.share = b.share
