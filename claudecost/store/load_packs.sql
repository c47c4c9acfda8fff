-- From packs into the fact tables. The variable `packs` is a list of packs no file stands twice in. What a
-- pack and the store both tell of a response in one file is told once: by the one that saw more of the file,
-- whichever came first.

-- One row per file in the packs, under its number here: files are the same by machine, path and source.
CREATE OR REPLACE TEMP TABLE pack_files AS
WITH told AS (
    SELECT file.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'file'
)
SELECT
    told.* RENAME (file_id AS pack_file_id),
    coalesce(here.file_id, told.file_id) AS file_id,
    here.file_id IS NOT NULL AS is_own
FROM told
LEFT JOIN files AS here
    ON here.machine = told.machine
    AND here.path = told.path
    AND here.source = told.source
    AND NOT here.in_pack
QUALIFY row_number() OVER (PARTITION BY told.file_id ORDER BY here.file_id) = 1;

INSERT INTO origins BY NAME
SELECT DISTINCT ON (origin_id) *
FROM (
    SELECT origin.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'origin'
) AS new
WHERE new.origin_id NOT IN (SELECT origin_id FROM origins);

INSERT INTO profiles BY NAME
SELECT DISTINCT ON (profile_id) *
FROM (
    SELECT profile.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'profile'
) AS new
WHERE new.profile_id NOT IN (SELECT profile_id FROM profiles);

-- One row per file that both know and of which they do not say the very same.
CREATE OR REPLACE TEMP TABLE retold_files AS
WITH here AS (
    SELECT file_id, count(*) AS rows, sum(hash(*COLUMNS(* EXCLUDE (file_id)))) AS content
    FROM observations
    WHERE file_id IN (SELECT file_id FROM pack_files)
    GROUP BY file_id
),

packed AS (
    SELECT observation.file_id AS pack_file_id, observation.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'observation'
      AND observation.file_id IN (
          SELECT pack_file_id
          FROM pack_files
          WHERE file_id IN (SELECT file_id FROM files))
),

there AS (
    SELECT
        pack_file_id,
        count(*) AS rows,
        sum(hash(*COLUMNS(* EXCLUDE (file_id, pack_file_id)))) AS content
    FROM packed
    GROUP BY pack_file_id
)

SELECT f.file_id
FROM there
JOIN pack_files AS f ON f.pack_file_id = there.pack_file_id
LEFT JOIN here ON here.file_id = f.file_id
WHERE (there.rows, there.content) IS DISTINCT FROM (here.rows, here.content);

CREATE OR REPLACE TEMP TABLE retold AS
SELECT o.* REPLACE (f.file_id AS file_id)
FROM (
    SELECT observation.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'observation'
) AS o
JOIN pack_files AS f ON f.pack_file_id = o.file_id
WHERE f.file_id IN (SELECT file_id FROM retold_files);

-- Which of the two tells more, for every response that both tell of in such a file. Only lines that agree on
-- the prompt are the same telling; where each knows something the other does not, both stay.
CREATE OR REPLACE TEMP TABLE tellings AS
WITH both_sides AS (
    SELECT TRUE AS is_new, rowid AS row_id, *
    FROM retold
    UNION ALL
    SELECT FALSE AS is_new, rowid AS row_id, *
    FROM observations
    WHERE file_id IN (SELECT file_id FROM retold_files)
),

told AS (
    SELECT
        o.file_id, o.response_key, o.origin_id, o.place, o.request_id, o.line_id, o.input_tokens,
        o.cache_write_5m_tokens, o.cache_write_1h_tokens, o.cache_read_tokens, p.model_id,
        o.is_new,
        max(ROW(o.output_tokens, o.stop_reason IS NOT NULL, o.usage_keys, o.seen_at, o.line)) AS best,
        min(ROW(o.first_at, -o.first_line)) AS first,
        bool_or(o.final) AS final,
        sum(o.lines) AS lines,
        list(o.row_id) AS row_ids
    FROM both_sides AS o
    JOIN profiles AS p ON p.profile_id = o.profile_id
    GROUP BY ALL
)

SELECT
    new.file_id,
    new.row_ids AS new_rows,
    old.row_ids AS old_rows,
    CASE
        WHEN old.best >= new.best AND old.first <= new.first AND old.final >= new.final
            AND old.lines >= new.lines THEN 'old'
        WHEN new.best >= old.best AND new.first <= old.first AND new.final >= old.final
            AND new.lines >= old.lines THEN 'new'
        ELSE 'both'
    END AS by
FROM told AS new
JOIN told AS old
    ON old.file_id = new.file_id
    AND old.response_key = new.response_key
    AND old.origin_id = new.origin_id
    AND old.place = new.place
    AND old.request_id IS NOT DISTINCT FROM new.request_id
    AND old.line_id IS NOT DISTINCT FROM new.line_id
    AND old.input_tokens = new.input_tokens
    AND old.cache_write_5m_tokens = new.cache_write_5m_tokens
    AND old.cache_write_1h_tokens = new.cache_write_1h_tokens
    AND old.cache_read_tokens = new.cache_read_tokens
    AND old.model_id IS NOT DISTINCT FROM new.model_id
WHERE new.is_new AND NOT old.is_new;

DELETE FROM retold
WHERE rowid IN (SELECT unnest(new_rows) FROM tellings AS t WHERE t.by = 'old');

-- Where both stay, what both tell in the same words is told once.
DELETE FROM retold AS new
USING observations AS old
WHERE old.file_id = new.file_id
  AND old.response_key = new.response_key
  AND old.origin_id = new.origin_id
  AND old.profile_id = new.profile_id
  AND old.place = new.place
  AND old.seen_at = new.seen_at
  AND old.first_at = new.first_at
  AND old.line = new.line
  AND old.lines = new.lines
  AND old.input_tokens = new.input_tokens
  AND old.cache_write_5m_tokens = new.cache_write_5m_tokens
  AND old.cache_write_1h_tokens = new.cache_write_1h_tokens
  AND old.cache_read_tokens = new.cache_read_tokens
  AND old.output_tokens = new.output_tokens
  AND old.line_id IS NOT DISTINCT FROM new.line_id
  AND old.final = new.final
  AND EXISTS (FROM tellings AS t WHERE t.file_id = new.file_id AND t.by = 'both');

-- What is new: files the store does not know, read where they lie, and what is left of the others.
CREATE OR REPLACE TEMP TABLE unknown_files AS
SELECT pack_file_id, file_id
FROM pack_files
WHERE file_id NOT IN (SELECT file_id FROM files);

CREATE OR REPLACE TEMP VIEW new_observations AS
SELECT o.* REPLACE (f.file_id AS file_id)
FROM (
    SELECT observation.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'observation'
) AS o
JOIN unknown_files AS f ON f.pack_file_id = o.file_id
UNION ALL
FROM retold;

-- The responses among those that new lines speak of which the store knew already.
CREATE OR REPLACE TEMP TABLE known AS
SELECT DISTINCT response_key
FROM observations
WHERE response_key IN (SELECT response_key FROM new_observations);

DELETE FROM observations
WHERE rowid IN (SELECT unnest(old_rows) FROM tellings AS t WHERE t.by = 'new');

-- What the store still knows of them.
CREATE OR REPLACE TEMP TABLE old_observations AS
SELECT *
FROM observations
WHERE response_key IN (SELECT response_key FROM known);

INSERT INTO observations BY NAME
SELECT * FROM new_observations;

-- One row per file whose state in a pack is the later one. Of a file read here the store itself knows best.
CREATE OR REPLACE TEMP TABLE later_files AS
SELECT f.*
FROM pack_files AS f
LEFT JOIN files AS here ON here.file_id = f.file_id
WHERE NOT f.is_own
  AND (here.file_id IS NULL
      OR (here.in_pack
          AND (here.mtime_ns, here.read_to, here.lines, here.usage_lines, here.quarantined_lines)
              < (f.mtime_ns, f.read_to, f.lines, f.usage_lines, f.quarantined_lines)));

DELETE FROM quarantine
WHERE file_id IN (SELECT file_id FROM later_files);

INSERT INTO quarantine BY NAME
SELECT DISTINCT q.* REPLACE (f.file_id AS file_id)
FROM (
    SELECT quarantined.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'quarantined'
) AS q
JOIN later_files AS f ON f.pack_file_id = q.file_id;

DELETE FROM files
WHERE file_id IN (SELECT file_id FROM later_files);

-- What tells a file on a disk apart from others is known only where the disk is.
INSERT INTO files BY NAME
SELECT
    * EXCLUDE (pack_file_id, is_own),
    0 AS device, 0 AS inode, 0 AS ctime_ns, '' AS head_digest, '' AS tail_digest, TRUE AS in_pack
FROM later_files;

-- What the git remotes of projects were called, each with the latest time it was met anew.
CREATE OR REPLACE TEMP TABLE pack_remotes AS
SELECT kind, id, name, NULL::VARCHAR AS email, attributes, max(seen_at) AS seen_at
FROM (
    SELECT remote.*
    FROM read_parquet(getvariable('packs'))
    WHERE pack_row = 'remote'
) AS told
WHERE NOT EXISTS (
    FROM names AS old
    WHERE old.kind = told.kind AND old.id = told.id AND old.name = told.name
      AND old.attributes = told.attributes AND old.seen_at >= told.seen_at)
GROUP BY kind, id, name, attributes;

DELETE FROM names AS old
USING pack_remotes AS new
WHERE old.kind = new.kind AND old.id = new.id AND old.name = new.name AND old.attributes = new.attributes;

INSERT INTO names BY NAME
SELECT * FROM pack_remotes;
