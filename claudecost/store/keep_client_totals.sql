-- The client's own totals in the temporary table new_totals into the store: of a session in a file the record
-- with the largest total stays, whatever was read first.
DELETE FROM client_totals AS old
USING new_totals AS new
WHERE old.file_id = new.file_id
  AND old.session_id = new.session_id
  AND (old.total_usd, old.line) <= (new.total_usd, new.line);

INSERT INTO client_totals
SELECT *
FROM new_totals AS new
WHERE NOT EXISTS (
    FROM client_totals AS old
    WHERE old.file_id = new.file_id AND old.session_id = new.session_id);
