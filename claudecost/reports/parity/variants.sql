-- By which profile an entry of a profile is priced at a step of the way: one row per profile and step.
CREATE OR REPLACE TEMP TABLE parity_variants AS
SELECT unnest(from_json($variants, '[{"profile_id": "BIGINT", "step": "VARCHAR", "priced_as": "BIGINT"}]'),
    recursive := TRUE)
