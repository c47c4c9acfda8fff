-- What a profile is called in cells: canonical model, and tier, speed and geography as told apart. `is_known`:
-- the price book knows the model.
CREATE OR REPLACE TEMP TABLE profile_labels AS
SELECT unnest(from_json($labels, '[{
    "profile_id": "BIGINT", "model": "VARCHAR", "service_tier": "VARCHAR", "speed": "VARCHAR",
    "geo": "VARCHAR", "is_priority": "BOOLEAN", "is_known": "BOOLEAN"}]'), recursive := TRUE)
