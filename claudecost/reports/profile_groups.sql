-- The profiles the filters admit, and the group of model dimensions each falls into.
CREATE OR REPLACE TEMP TABLE profile_groups AS
SELECT unnest(from_json($groups, '[{"profile_id": "BIGINT", "profile_group": "INTEGER"}]'),
    recursive := TRUE)
