-- The rules that decided over any row of a ledger: one row per rule (0: nobody's). Expects subject_of and bearers;
-- `metered` stands for either ledger.
SELECT DISTINCT coalesce(b.rule_no, 0) AS rule_no
FROM metered AS m
JOIN snapshots AS s ON s.snapshot_id = m.snapshot_id
LEFT JOIN bearers AS b
    ON b.subject_id = subject_of(s.source, m.workspace_id, m.workspace, m.api_key_id, m.api_key, m.actor_type,
        m.actor, m.product)
    AND m.starts_at >= b.since AND m.ends_at <= b.until
