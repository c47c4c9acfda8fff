-- The rows a question is about, each of them whole.
CREATE OR REPLACE TEMP VIEW billed_rows AS
SELECT *, 1 AS source_rows
FROM billed_seen
