-- What Anthropic says is owed: one row per group (labels, bucket, profile_group). `labels` is put together
-- from the columns of billed_rows that are asked for. List amounts are NULL where some row has none.
-- Expects the temporary table profile_groups and the view billed_rows.
SELECT
    []::VARCHAR[] AS labels,
    CASE WHEN $has_time
        AND date_trunc($cut, b.starts_at) = date_trunc($cut, b.ends_at - INTERVAL 1 MICROSECOND)
        THEN date_trunc($cut, b.starts_at)::DATE END AS bucket,
    g.profile_group,
    sum(b.billed_usd) AS billed_usd,
    CASE WHEN count(b.list_usd) = count(*) THEN sum(b.list_usd) END AS list_usd,
    sum(b.source_rows)::BIGINT AS rows
FROM billed_rows AS b
JOIN profile_groups AS g ON g.profile_id = b.profile_id
WHERE b.starts_at >= $since AND b.ends_at <= $until AND TRUE
GROUP BY ALL
