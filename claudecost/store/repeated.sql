-- Everything known of the responses that need the rule, by itself: it is gone through once per slice.
CREATE OR REPLACE TEMP TABLE repeated AS
SELECT *
FROM touched_observations
WHERE response_key IN (SELECT response_key FROM several)
