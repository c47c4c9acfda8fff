-- How many rows of a pack tell of what cannot be: a count that is none, or something that is not in the pack.
WITH told AS (
    SELECT observation AS o
    FROM read_parquet($packs)
    WHERE pack_row = 'observation'
),

items AS (
    SELECT unnest(o.items) AS i
    FROM told
    WHERE o.items IS NOT NULL
),

files AS (
    SELECT file AS f
    FROM read_parquet($packs)
    WHERE pack_row = 'file'
),

origins AS (
    SELECT origin AS g
    FROM read_parquet($packs)
    WHERE pack_row = 'origin'
),

profiles AS (
    SELECT profile AS p
    FROM read_parquet($packs)
    WHERE pack_row = 'profile'
)

SELECT
    (
        SELECT count(*)
        FROM told
        WHERE (
            o.lines BETWEEN 1 AND $most
            AND o.line BETWEEN 0 AND $most
            AND o.byte_offset BETWEEN 0 AND $most
            AND o.first_line BETWEEN 0 AND $most
            AND o.input_tokens BETWEEN 0 AND $most
            AND o.cache_write_5m_tokens BETWEEN 0 AND $most
            AND o.cache_write_1h_tokens BETWEEN 0 AND $most
            AND o.cache_read_tokens BETWEEN 0 AND $most
            AND o.output_tokens BETWEEN 0 AND $most
            AND o.web_search_requests BETWEEN 0 AND $most
            AND o.first_at BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '9999-12-31'
            AND o.seen_at IS NOT NULL
            AND o.clock IS NOT NULL
            AND o.place BETWEEN 0 AND 2
            AND o.response_key IS NOT NULL
            AND o.final IS NOT NULL
            AND o.usage_keys IS NOT NULL
            AND o.file_id IN (SELECT f.file_id FROM files)
            AND o.origin_id IN (SELECT g.origin_id FROM origins)
            AND o.profile_id IN (SELECT p.profile_id FROM profiles)
        ) IS NOT TRUE
    ) + (
        SELECT count(*)
        FROM items
        WHERE (
            i.kind IN ('message', 'advisor', 'compaction', 'fallback')
            AND i.input_tokens BETWEEN 0 AND $most
            AND i.cache_write_5m_tokens BETWEEN 0 AND $most
            AND i.cache_write_1h_tokens BETWEEN 0 AND $most
            AND i.cache_read_tokens BETWEEN 0 AND $most
            AND i.output_tokens BETWEEN 0 AND $most
            AND i.profile_id IN (SELECT p.profile_id FROM profiles)
        ) IS NOT TRUE
    ) + (
        SELECT count(*)
        FROM files
        WHERE (
            f.file_id IS NULL OR f.path IS NULL OR f.source IS NULL OR f.size IS NULL
            OR f.mtime_ns IS NULL OR f.read_to IS NULL OR f.lines IS NULL OR f.usage_lines IS NULL
            OR f.quarantined_lines IS NULL OR f.repaired_lines IS NULL OR f.bad_values IS NULL
            OR f.unknown_iterations IS NULL OR f.unfinished IS NULL)
    ) + (
        SELECT count(*)
        FROM origins
        WHERE (
            g.origin_id IS NULL OR g.source IS NULL OR g.machine IS NULL OR g.version_order IS NULL
            OR g.is_copy IS NULL OR g.is_background IS NULL OR g.is_own_file IS NULL)
    ) + (
        SELECT count(*)
        FROM profiles
        WHERE p.refused IS NULL OR p.profile_id IS NULL
    ) + (
        SELECT count(*)
        FROM (
            SELECT quarantined AS q
            FROM read_parquet($packs)
            WHERE pack_row = 'quarantined'
        )
        WHERE (
            q.file_id IS NULL OR q.line IS NULL OR q.byte_offset IS NULL OR q.length IS NULL
            OR q.reason IS NULL)
    ) + (
        SELECT count(*)
        FROM (
            SELECT remote AS r
            FROM read_parquet($packs)
            WHERE pack_row = 'remote'
        )
        WHERE r.kind IS DISTINCT FROM 'git_remote' OR (
            r.id IS NULL OR r.name IS NULL OR r.attributes IS NULL OR r.seen_at IS NULL)
    ) AS odd
