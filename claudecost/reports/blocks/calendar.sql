-- One row per quarter hour (UTC, counted since 1970) of the windows asked about: the number of its window. It stands
-- where usage.sql expects the buckets of local time; what happened in no window asked about meets no row.
CREATE OR REPLACE TEMP TABLE calendar AS
SELECT unnest(range(w.first_hour * 4, w.after_hour * 4))::INTEGER AS quarter_hour, w.number AS bucket
FROM (
    SELECT unnest(from_json($windows, '[{"number":"BIGINT","first_hour":"BIGINT","after_hour":"BIGINT"}]'),
        recursive := TRUE)
) AS w
