-- Tokens the organisation's meters counted, one row per source row that stands, every dimension by its label.
-- `subject_id` is the kind of traffic that rules see.
-- Expects the temporary tables standing_metered and id_names and the macro subject_of.
CREATE OR REPLACE TEMP VIEW metered_standing AS
SELECT
    m.snapshot_id,
    m.row_no,
    subject_of(s.source, m.workspace_id, m.workspace, m.api_key_id, m.api_key, m.actor_type, m.actor, m.product)
        AS subject_id,
    s.source,
    s.traffic,
    s.grade,
    m.starts_at,
    m.ends_at,
    coalesce(m.workspace, w.label, m.workspace_id) AS workspace,
    coalesce(m.workspace, w.name, m.workspace_id) AS workspace_name,
    coalesce(k.label, m.api_key, m.api_key_id) AS api_key,
    coalesce(k.name, m.api_key, m.api_key_id) AS api_key_name,
    coalesce(p.email, p.label, m.actor) AS actor,
    CASE WHEN m.actor_type = 'user' THEN coalesce(p.email, m.actor) END AS user_name,
    m.product,
    m.profile_id,
    m.context_window,
    m.input_tokens,
    m.cache_write_5m_tokens,
    m.cache_write_1h_tokens,
    m.cache_write_unknown_tokens,
    m.cache_read_tokens,
    m.unsplit_prompt_tokens,
    m.output_tokens,
    m.web_search_requests,
    m.requests,
    m.estimated_usd
FROM metered AS m
JOIN standing_metered AS t ON t.snapshot_id = m.snapshot_id AND m.starts_at >= t.since AND m.starts_at < t.until
JOIN snapshots AS s ON s.snapshot_id = m.snapshot_id
LEFT JOIN id_names AS w ON w.kind = 'workspace' AND w.id = m.workspace_id
LEFT JOIN id_names AS k ON k.kind = 'api_key' AND k.id = m.api_key_id
LEFT JOIN id_names AS p ON p.kind = m.actor_type AND p.id = m.actor
