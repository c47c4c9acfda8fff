-- How many of the files just read are no longer in the store as they were when reading them began.
SELECT count(*)
FROM new_files AS new
LEFT JOIN files AS old ON old.file_id = new.file_id AND NOT old.in_pack
WHERE coalesce(old.read_to, -1) <> new.basis
