-- Who bears a billed cell: one row per rule that hit, team and share, 0 for no rule. `items` counts the
-- source rows, `source_rows` those of them dealt out to the share.
-- Expects the temporary table profile_groups and the view billed_rows, with whoever bears each row.
SELECT
    b.rule_no,
    b.team,
    b.share,
    count(*) AS items,
    sum(b.source_rows)::BIGINT AS source_rows,
    sum(b.billed_usd) AS amount_usd,
    sum(b.billed_usd) AS high_usd,
    0 AS unpriced_tokens
FROM billed_rows AS b
JOIN profile_groups AS g ON g.profile_id = b.profile_id
WHERE b.starts_at >= $since AND b.ends_at <= $until AND TRUE
GROUP BY b.rule_no, b.team, b.share
