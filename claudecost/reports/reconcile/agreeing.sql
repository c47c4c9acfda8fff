-- How much usage (USD at list price) agrees with each range of factors between what is billed and what is
-- computed: the heaviest range in which the set of agreeing open cells stays the same, and the weight of all.
-- Ranges are a hint where to look, in floats; whether a factor fits is told exactly, in settle.sql.
WITH ranges AS (
    SELECT
        -- a list amount is rounded like the billed one
        (billed_usd - tolerance_usd)::DOUBLE
            / coalesce(list_usd + tolerance_usd, computed_usd * $units)::DOUBLE AS least,
        (billed_usd + tolerance_usd)::DOUBLE
            / coalesce(list_usd - tolerance_usd, computed_usd * $units)::DOUBLE AS most,
        computed_usd::DOUBLE AS weight
    FROM comparable
    WHERE is_open AND traffic = $traffic AND ($model IS NULL OR model = $model)
      AND ($month IS NULL OR date_trunc('month', day)::DATE = $month)
      AND coalesce(list_usd, computed_usd * $units) > tolerance_usd
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

SELECT
    least,
    most,
    weight,
    (
        SELECT sum(computed_usd)::DOUBLE
        FROM comparable
        WHERE traffic = $traffic AND ($model IS NULL OR model = $model)
          AND ($month IS NULL OR date_trunc('month', day)::DATE = $month)
          AND coalesce(list_usd, computed_usd * $units) > tolerance_usd
    ) AS everything
FROM swept
WHERE most > least AND most > 0
ORDER BY weight DESC, abs(least - 1), least
LIMIT 1
