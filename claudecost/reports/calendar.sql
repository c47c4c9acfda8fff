-- One row per quarter hour (UTC, counted since 1970) of the span: the bucket of local time it falls into.
-- Whole days and coarser: the first local day of the bucket, counted since 1970. Hours: the local quarter
-- hour the hour starts with, times 256, plus the UTC offset in quarter hours plus 128, so that the hour a
-- clock goes back over stays two. Zone rules come from the time zone database by way of `offsets`. What has no
-- date (year 9999) has a row without a bucket.
CREATE OR REPLACE TEMP TABLE calendar AS
SELECT
    quarter_hour,
    CASE $grain
        WHEN 'all' THEN 0
        WHEN 'hour' THEN (local_quarter // 4 * 4) * 256 + shift + 128
        WHEN 'day' THEN local_quarter // 96
        ELSE datediff('day', DATE '1970-01-01',
            date_trunc(CASE $grain WHEN 'all' THEN 'day' ELSE $grain END,
                DATE '1970-01-01' + (local_quarter // 96)::INTEGER)::DATE)
    END::BIGINT AS bucket
FROM (
    SELECT r.range::INTEGER AS quarter_hour, r.range + o.shift AS local_quarter, o.shift
    FROM range($first::BIGINT, $last::BIGINT + 1) AS r
    JOIN (
        SELECT unnest(from_json($offsets, '[{"starts":"BIGINT","ends":"BIGINT","shift":"BIGINT"}]'),
            recursive := TRUE)
    ) AS o ON r.range >= o.starts AND r.range < o.ends
) AS local_time
UNION ALL
SELECT $undated::INTEGER, NULL
