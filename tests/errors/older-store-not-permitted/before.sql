DROP TABLE metered;
DROP TABLE billed;
DROP TABLE snapshots;
DROP TABLE names;
ALTER TABLE origins DROP COLUMN workspace;
ALTER TABLE origins DROP COLUMN api_key;
ALTER TABLE origins DROP COLUMN tags;
DELETE FROM schema_history WHERE version > 1;
