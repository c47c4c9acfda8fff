-- The prices behind the bill: one row per model, meter, kind of request, rate of ours and discount; what the
-- source says its list amount is (`is_list`; else what is billed), the tokens (or searches) it is for, what we
-- compute for them on the same footing, and what rounding can do. Only cells of a single rate can be asked, and
-- only those whose amounts are for the usage that is metered. Expects lines and cells.
SELECT
    c.model,
    l.meter,
    c.service_tier,
    c.speed,
    c.geo,
    c.context_window,
    l.rate,
    CASE WHEN c.list_usd IS NULL THEN c.factor ELSE 1 END AS discount,
    c.list_usd IS NOT NULL AS is_list,
    min(c.day) AS first_day,
    sum(l.quantity)::BIGINT AS quantity,
    sum(coalesce(c.list_usd, c.billed_usd))::DECIMAL(38,15) AS told_usd,
    sum(CASE WHEN c.list_usd IS NULL THEN c.factor ELSE 1 END * c.computed_usd)::DECIMAL(38,15) AS computed_usd,
    sum(c.tolerance_usd)::DECIMAL(38,15) AS tolerance_usd
FROM cells AS c
JOIN (
    SELECT cell_key, min(meter) AS meter, min(rate) AS rate, sum(quantity)::BIGINT AS quantity
    FROM lines
    WHERE NOT is_unpriced
    GROUP BY cell_key
    HAVING count(DISTINCT meter) = 1 AND count(DISTINCT rate) = 1
) AS l ON l.cell_key = c.cell_key
WHERE c.billed_rows > 0 AND c.priority_usd = 0 AND c.unpriced_tokens = 0 AND c.high_usd = c.computed_usd
  AND coalesce(c.cause, 'price_change') = 'price_change'
GROUP BY ALL
ORDER BY ALL
