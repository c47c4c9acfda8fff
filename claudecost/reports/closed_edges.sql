-- Closed months that speak for themselves: one row each, with the snapshots that stood for some of its days.
CREATE OR REPLACE TEMP TABLE closed_edges AS
SELECT unnest(from_json($edges, '[{"since": "TIMESTAMP", "until": "TIMESTAMP", "held": "BIGINT[]"}]'),
    recursive := TRUE)
