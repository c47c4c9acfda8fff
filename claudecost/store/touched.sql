-- One row per response that new observations speak of: the slice of work it falls into, whether the
-- store knew it before, and whether it stands in one place only and needs no ranking.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT
    response_key,
    (hash(response_key) % $slices)::INTEGER AS slice,
    bool_or(is_old) AS was_known,
    count(*) = 1 AND NOT starts_with(response_key, 'weak:') AS is_single
FROM (
    SELECT response_key, FALSE AS is_old FROM new_observations
    UNION ALL
    SELECT response_key, TRUE FROM old_observations
) AS sightings
GROUP BY response_key;

-- Everything known of them.
CREATE OR REPLACE TEMP VIEW touched_observations AS
SELECT * FROM new_observations
UNION ALL
SELECT * FROM old_observations
