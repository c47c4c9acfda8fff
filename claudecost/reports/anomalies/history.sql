-- What the series of some candidates cost on their day and in the $look_back days before: one row per
-- candidate and day with any usage. Expects the temporary tables candidates and series.
SELECT c.number, c.name, c.day, s.day AS used_on, s.cost_usd
FROM candidates AS c
JOIN series AS s
    ON s.scope = c.scope AND s.name IS NOT DISTINCT FROM c.name
    AND s.day BETWEEN c.day - $look_back::INTEGER AND c.day
WHERE c.scope = $scope AND c.number > $after AND c.number <= $upto
ORDER BY c.number, s.day
