-- The largest source rows behind a billed cell, one row each: file, number, labels, amount.
-- Expects the temporary table profile_groups and the view billed_explained.
WITH chosen AS (
    SELECT b.*
    FROM billed_explained AS b
    JOIN profile_groups AS g ON g.profile_id = b.profile_id
    WHERE b.starts_at >= $since AND b.ends_at <= $until AND TRUE
    ORDER BY abs(b.billed_usd) DESC, b.starts_at, b.snapshot_id, b.row_no, b.team
    LIMIT $limit
)
SELECT
    f.path,
    c.row_no,
    c.source,
    c.starts_at,
    c.ends_at,
    c.workspace,
    c.api_key,
    c.actor,
    c.product,
    c.context_window,
    c.profile_id,
    c.cost_type,
    c.token_type,
    c.billed_usd,
    c.list_usd,
    c.source_rows,
    c.share,
    c.whole_billed_usd,
    c.whole_list_usd,
    c.rule_no,
    c.team
FROM chosen AS c
JOIN snapshots AS s ON s.snapshot_id = c.snapshot_id
JOIN files AS f ON f.file_id = s.file_id
ORDER BY abs(c.billed_usd) DESC, c.starts_at, c.snapshot_id, c.row_no, c.team
