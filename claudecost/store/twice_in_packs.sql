-- How many files stand in more than one of the packs.
SELECT count(*)
FROM (
    SELECT file.machine, file.path, file.source
    FROM read_parquet($packs)
    WHERE pack_row = 'file'
    GROUP BY ALL
    HAVING count(*) > 1
)
