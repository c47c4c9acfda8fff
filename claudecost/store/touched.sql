-- One row per response that new observations speak of: the slice of work it falls into, whether the
-- store knew it before, and whether it stands in one place only and needs no ranking.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT
    response_key,
    (hash(response_key) % $slices)::INTEGER AS slice,
    response_key IN (SELECT response_key FROM usage_events) AS was_known,
    count(*) = 1 AND NOT starts_with(response_key, 'weak:') AS is_single
FROM observations
WHERE response_key IN (SELECT response_key FROM new_observations)
GROUP BY response_key
