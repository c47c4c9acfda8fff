-- How much usage (USD at list price) agrees with each range of factors between what is billed and what is
-- computed: one row per range in which the set of agreeing cells stays the same, the heaviest first.
WITH ranges AS (
    SELECT
        -- a list amount is rounded like the billed one
        (billed_usd - tolerance_usd)::DOUBLE
            / coalesce(list_usd + tolerance_usd, computed_usd * $units)::DOUBLE AS least,
        (billed_usd + tolerance_usd)::DOUBLE
            / coalesce(list_usd - tolerance_usd, computed_usd * $units)::DOUBLE AS most,
        computed_usd::DOUBLE AS weight
    FROM cells
    WHERE how IS NULL AND computed_usd > 0 AND billed_usd > 0 AND traffic = $traffic
      AND coalesce(list_usd, computed_usd) > tolerance_usd AND ($model IS NULL OR model = $model)
      AND (list_usd IS NULL OR $units = 1)
),

edges AS (
    SELECT least AS factor, weight FROM ranges
    UNION ALL
    SELECT most AS factor, -weight AS weight FROM ranges
),

swept AS (
    SELECT
        factor AS least,
        lead(factor) OVER (ORDER BY factor, weight DESC) AS most,
        sum(weight) OVER (ORDER BY factor, weight DESC ROWS UNBOUNDED PRECEDING) AS weight
    FROM edges
)

SELECT least, most, weight, (SELECT sum(weight) FROM ranges) AS everything
FROM swept
WHERE most > least AND most > 0
ORDER BY weight DESC, abs(least - 1), least
LIMIT 1
