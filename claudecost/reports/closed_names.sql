-- What ids were called when a month was closed: one row per kind and id, as in id_names.sql.
CREATE OR REPLACE TEMP TABLE id_names AS
SELECT unnest(from_json(names, '[{"kind": "VARCHAR", "id": "VARCHAR", "name": "VARCHAR", "label": "VARCHAR",
    "email": "VARCHAR"}]'), recursive := TRUE)
FROM closings
WHERE closing_id = $closing
