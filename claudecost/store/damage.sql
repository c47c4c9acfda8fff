-- One row per line that could not be read, in the order of the files.
SELECT f.path, q.line, q.byte_offset, q.reason
FROM quarantine AS q
JOIN files AS f ON f.file_id = q.file_id
ORDER BY f.path, q.line, q.byte_offset
