-- One row per profile the filters admit: the group of model dimensions it belongs to.
CREATE OR REPLACE TEMP TABLE profile_groups AS
SELECT unnest(from_json($groups, '[{"profile_id": "BIGINT", "profile_group": "INTEGER"}]'), recursive := TRUE)
