-- One row per version of Claude Code and place, the conversation or its subagents: how many responses, and
-- how many of them have an output that is not final.
SELECT
    o.client_version,
    o.agent_id IS NOT NULL AS is_subagent,
    count(*)::BIGINT AS responses,
    (count(*) FILTER (WHERE e.provisional))::BIGINT AS provisional,
    coalesce(sum(e.output_tokens) FILTER (WHERE e.provisional), 0)::BIGINT AS provisional_output_tokens
FROM usage_events AS e
JOIN origins AS o ON o.origin_id = e.origin_id
WHERE o.source = 'claude-code' AND e.is_response
GROUP BY o.client_version, o.version_order, is_subagent
ORDER BY o.version_order, o.client_version, is_subagent
