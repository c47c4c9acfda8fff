-- Everything known of the responses that new observations speak of.
CREATE OR REPLACE TEMP VIEW touched_observations AS
SELECT * FROM new_observations
UNION ALL
SELECT * FROM old_observations;

-- One row per response among them that has to be told apart or ranked: observed more than once, or weak.
CREATE OR REPLACE TEMP TABLE several AS
SELECT response_key
FROM touched_observations
GROUP BY response_key
HAVING count(*) > 1 OR starts_with(response_key, 'weak:')
