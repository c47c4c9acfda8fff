-- The stretches of days for which snapshots stand (see standing.py), for questions to join with.
CREATE OR REPLACE TEMP TABLE standing AS
SELECT unnest(from_json($stretches, '[{"snapshot_id": "BIGINT", "since": "DATE", "until": "DATE"}]'),
    recursive := TRUE)
