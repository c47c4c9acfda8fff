-- Version 5: packs of other machines. Whose a file is tells files with one path on two machines apart.

ALTER TABLE files ADD COLUMN machine VARCHAR;  -- machine it was first read on; NULL: nobody said
ALTER TABLE files ADD COLUMN in_pack BOOLEAN DEFAULT FALSE;  -- known from another store's pack, not read here

UPDATE files
SET machine = told.machine
FROM (
    SELECT o.file_id, min(g.machine) AS machine
    FROM observations AS o
    JOIN origins AS g ON g.origin_id = o.origin_id
    GROUP BY o.file_id
) AS told
WHERE told.file_id = files.file_id;
