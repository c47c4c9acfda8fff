-- How far the store reaches: one row over everything in it, whatever a report's filters.
SELECT
    (SELECT min(happened_at) FROM usage_events WHERE happened_at < TIMESTAMP '9999-01-01') AS first_event,
    (SELECT max(happened_at) FROM usage_events WHERE happened_at < TIMESTAMP '9999-01-01') AS last_event,
    (SELECT list(DISTINCT machine ORDER BY machine) FROM origins) AS machines,
    (SELECT count(*) FROM files
        WHERE source IN ('claude-code', 'batch', 'response-log', 'bedrock-log', 'litellm')) AS files,
    (SELECT count(*) FROM quarantine) AS quarantined_lines,
    (SELECT coalesce(sum(bad_values), 0)::BIGINT FROM files) AS bad_values,
    (SELECT coalesce(sum(unknown_iterations), 0)::BIGINT FROM files) AS unknown_iterations,
    (SELECT count(*) FROM usage_events WHERE is_response AND happened_at >= TIMESTAMP '9999-01-01') AS undated
