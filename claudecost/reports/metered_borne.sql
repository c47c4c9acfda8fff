-- The rows a question is about, each with whoever bears its kind of traffic on its UTC days; a row over days on
-- which that changes is nobody's. Of a split row whole tokens are dealt out (part_of), money is not: `share`
-- millionths of what the whole row costs.
-- Expects the view metered_seen, the temporary table bearers and the macro part_of.
CREATE OR REPLACE TEMP VIEW metered_rows AS
WITH borne AS (
    SELECT
        m.*,
        coalesce(b.rule_no, 0) AS rule_no,
        coalesce(b.team, 'unallocated') AS team,
        coalesce(b.team_path, 'unallocated') AS team_path,
        CASE WHEN b.team IS NULL THEN 'unallocated' ELSE b.cost_center END AS cost_center,
        coalesce(b.share_from, 0) AS share_from,
        coalesce(b.share_upto, 1000000) AS share_upto,
        (md5_number_lower(concat(m.snapshot_id, ' ', m.row_no)) % 1000000)::BIGINT AS luck
    FROM metered_seen AS m
    LEFT JOIN bearers AS b
        ON b.subject_id = m.subject_id AND m.starts_at >= b.since AND m.ends_at <= b.until
)
SELECT
    * EXCLUDE (share_from, share_upto, luck) REPLACE (
        part_of(input_tokens, share_from, share_upto, luck) AS input_tokens,
        part_of(cache_write_5m_tokens, share_from, share_upto, luck) AS cache_write_5m_tokens,
        part_of(cache_write_1h_tokens, share_from, share_upto, luck) AS cache_write_1h_tokens,
        part_of(cache_write_unknown_tokens, share_from, share_upto, luck) AS cache_write_unknown_tokens,
        part_of(cache_read_tokens, share_from, share_upto, luck) AS cache_read_tokens,
        part_of(unsplit_prompt_tokens, share_from, share_upto, luck) AS unsplit_prompt_tokens,
        part_of(output_tokens, share_from, share_upto, luck) AS output_tokens,
        part_of(web_search_requests, share_from, share_upto, luck) AS web_search_requests,
        part_of(requests, share_from, share_upto, luck) AS requests
    ),
    share_upto - share_from AS share,
    input_tokens AS whole_input_tokens,
    cache_write_5m_tokens AS whole_cache_write_5m_tokens,
    cache_write_1h_tokens AS whole_cache_write_1h_tokens,
    cache_write_unknown_tokens AS whole_cache_write_unknown_tokens,
    cache_read_tokens AS whole_cache_read_tokens,
    output_tokens AS whole_output_tokens,
    web_search_requests AS whole_web_search_requests
FROM borne
