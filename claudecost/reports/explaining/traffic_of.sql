-- Whose traffic a response is, as the line most likely written by the session that made the call says. One
-- row.
SELECT o.source, o.machine, o.user_name, o.project, o.session_id, o.agent_id, o.workspace, o.api_key
FROM origins AS o
WHERE o.origin_id = (
    SELECT origin_id
    FROM usage_events
    WHERE response_key = $response_key AND ($part IS NULL OR part = $part)
    ORDER BY part, item
    LIMIT 1
)
