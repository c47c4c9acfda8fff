-- The rows a question is about, each of them whole.
CREATE OR REPLACE TEMP VIEW metered_rows AS
SELECT
    *,
    1000000 AS share,
    input_tokens AS whole_input_tokens,
    cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    cache_write_unknown_tokens AS whole_cache_write_unknown_tokens,
    cache_read_tokens AS whole_cache_read_tokens,
    output_tokens AS whole_output_tokens,
    web_search_requests AS whole_web_search_requests
FROM metered_seen
