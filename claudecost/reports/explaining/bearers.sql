-- Who bears a cell: one row per rule that hit, team and share, 0 for no rule. What is free by rule is no
-- cost and no response of anybody.
-- Expects the temporary tables met, rates and bearers_asked.
WITH teams AS (
    SELECT DISTINCT rule_no, share_from, share_upto - share_from AS share, team FROM bearers_asked
)
SELECT
    m.rule_no,
    t.team,
    m.share,
    coalesce(sum(m.whole_responses) FILTER (WHERE r.billed), 0)::BIGINT AS whole_responses,
    coalesce(sum(m.responses) FILTER (WHERE r.billed), 0)::BIGINT AS responses,
    coalesce(sum(
        (m.whole_input_tokens * coalesce(r.input, 0)
            + m.whole_cache_write_5m_tokens * coalesce(r.cache_write_5m, 0)
            + m.whole_cache_write_1h_tokens * coalesce(r.cache_write_1h, 0)
            + m.whole_cache_read_tokens * coalesce(r.cache_read, 0)
            + m.whole_output_tokens * coalesce(r.output, 0)
            + m.whole_web_search_requests * 1000 * coalesce(r.web_search, 0))
            * m.share * 0.000001
    ) FILTER (WHERE r.billed), 0) * 0.000001 AS cost_usd,
    sum(CASE WHEN r.input IS NULL THEN m.input_tokens ELSE 0 END
        + CASE WHEN r.cache_write_5m IS NULL THEN m.cache_write_5m_tokens ELSE 0 END
        + CASE WHEN r.cache_write_1h IS NULL THEN m.cache_write_1h_tokens ELSE 0 END
        + CASE WHEN r.cache_read IS NULL THEN m.cache_read_tokens ELSE 0 END
        + CASE WHEN r.output IS NULL THEN m.output_tokens ELSE 0 END)::BIGINT AS unpriced_tokens
FROM met AS m
JOIN rates AS r ON r.rate_no = m.rate_no
JOIN teams AS t ON t.rule_no = m.rule_no AND t.share_from = m.share_from AND t.share = m.share
GROUP BY ALL
