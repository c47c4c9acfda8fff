-- What a profile is called in cells: canonical model, and tier, speed and geography as told apart.
CREATE OR REPLACE TEMP TABLE profile_labels AS
SELECT unnest(from_json($labels, '[{"profile_id": "BIGINT", "model": "VARCHAR", "service_tier": "VARCHAR",
    "speed": "VARCHAR", "geo": "VARCHAR", "is_priority": "BOOLEAN"}]'), recursive := TRUE)
