-- How far the newest transcripts have been read: one row per file.
SELECT path, read_to
FROM files
WHERE source = 'claude-code'
ORDER BY mtime_ns DESC
LIMIT $most
