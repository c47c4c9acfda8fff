-- Ten million events out of the 300,000 of year.py: ten times as many sessions, each on a day of its own,
-- and every response 34 times within its session; in the order of time, as a store takes them in.
CREATE TEMP TABLE origins_once AS FROM origins;
CREATE TEMP TABLE events_once AS FROM usage_events;

INSERT INTO origins BY NAME
SELECT * EXCLUDE (n) REPLACE (origin_id + 30000 * n AS origin_id, md5(concat(session_id, n)) AS session_id)
FROM origins_once, range(1, 10) AS copies(n);

DELETE FROM usage_events;

INSERT INTO usage_events BY NAME
SELECT * REPLACE ((epoch_us(happened_at) // 900000000)::INTEGER AS quarter_hour)
FROM (
    SELECT * EXCLUDE (n) REPLACE (
        concat(response_key, '-', n) AS response_key,
        origin_id + 30000 * (n % 10) AS origin_id,
        DATE '2025-10-25' + (hash(origin_id, n % 10) % 365)::INTEGER
            + (happened_at - date_trunc('day', happened_at)) + to_seconds((n * 37) % 1800) AS happened_at)
    FROM events_once, range(0, 34) AS copies(n)
)
ORDER BY happened_at;

CHECKPOINT;
