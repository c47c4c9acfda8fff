-- The kinds of rows a metered cell is made of, one row each, with the stretches of the rate table they met.
-- Expects the temporary tables metered_groups and rates.
SELECT
    g.profile_id,
    g.share,
    g.first_day,
    g.upto,
    g.source_rows,
    g.input_tokens,
    g.cache_write_5m_tokens,
    g.cache_write_1h_tokens,
    g.cache_write_unknown_tokens,
    g.cache_read_tokens,
    g.unsplit_prompt_tokens,
    g.output_tokens,
    g.web_search_requests,
    g.whole_input_tokens,
    g.whole_cache_write_5m_tokens,
    g.whole_cache_write_1h_tokens,
    g.whole_cache_write_unknown_tokens,
    g.whole_cache_read_tokens,
    g.whole_output_tokens,
    g.whole_web_search_requests,
    l.valid_from AS low_from,
    l.valid_until AS low_until,
    l.prompt_over AS low_over,
    h.valid_from AS high_from,
    h.valid_until AS high_until,
    h.prompt_over AS high_over
FROM metered_groups AS g
JOIN rates AS l ON l.rate_no = g.low_rate
JOIN rates AS h ON h.rate_no = g.high_rate
ORDER BY g.first_day, g.low_rate, g.share
