-- One row per file ever read here: what tells whether it has changed since, and where to read on.
SELECT
    file_id, path, source, device, inode, size, mtime_ns, ctime_ns, read_to, lines, head_digest, tail_digest,
    strftime(last_at, '%Y-%m-%dT%H:%M:%S.%f') AS last_at, usage_lines, quarantined_lines, repaired_lines,
    bad_values, unknown_iterations, unfinished
FROM files
WHERE NOT in_pack
