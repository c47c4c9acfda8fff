-- The rules as read: their days and order, their patterns, their shares.
CREATE OR REPLACE TEMP TABLE rules AS
SELECT unnest(from_json($rules, '[{"rule_no": "INTEGER", "tier": "INTEGER", "attributes": "INTEGER",
    "since": "TIMESTAMP", "until": "TIMESTAMP"}]'), recursive := TRUE);

CREATE OR REPLACE TEMP TABLE rule_patterns AS
SELECT unnest(from_json($patterns, '[{"rule_no": "INTEGER", "attribute": "VARCHAR", "pattern": "VARCHAR",
    "is_glob": "BOOLEAN"}]'), recursive := TRUE);

CREATE OR REPLACE TEMP TABLE rule_shares AS
SELECT unnest(from_json($shares, '[{"rule_no": "INTEGER", "team": "VARCHAR", "team_path": "VARCHAR",
    "cost_center": "VARCHAR", "share_from": "INTEGER", "share_upto": "INTEGER"}]'), recursive := TRUE);
