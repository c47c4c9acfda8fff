-- Whose traffic there is, one row per origin, with what follows from its other columns.
CREATE OR REPLACE TEMP VIEW origins_seen AS
SELECT
    *,
    coalesce(user_name, api_key) AS actor,
    CASE source
        WHEN 'claude-code' THEN 'claude_code'
        WHEN 'batch' THEN 'message_batches_api'
        WHEN 'response-log' THEN 'messages_api'
    END AS product
FROM origins
