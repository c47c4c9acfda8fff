-- The prices behind the bill: one row per model, meter, kind of request and rate of ours; what the source says
-- its list amount is (billed where it has none), the tokens (or searches) it is for, and what rounding can do.
-- Only cells of a single rate can be asked. Expects lines and cells.
SELECT
    any_value(c.model) AS model,
    l.meter,
    c.service_tier,
    c.speed,
    c.geo,
    c.context_window,
    l.rate,
    min(c.day) AS first_day,
    max(c.day) AS last_day,
    sum(l.quantity)::BIGINT AS quantity,
    sum(coalesce(c.list_usd, c.billed_usd / c.factor))::DECIMAL(38,15) AS told_usd,
    sum(c.computed_usd)::DECIMAL(38,15) AS computed_usd,
    sum(c.tolerance_usd)::DECIMAL(38,15) AS tolerance_usd,
    bool_and(c.list_usd IS NOT NULL) AS is_list
FROM cells AS c
JOIN (
    SELECT cell_key, any_value(meter) AS meter, any_value(rate) AS rate, sum(quantity)::BIGINT AS quantity
    FROM lines
    WHERE NOT is_priority AND NOT is_unpriced
    GROUP BY cell_key
    HAVING count(DISTINCT meter) = 1 AND count(DISTINCT rate) = 1
) AS l ON l.cell_key = c.cell_key
WHERE c.billed_rows > 0 AND c.priority_usd = 0
GROUP BY c.model, l.meter, c.service_tier, c.speed, c.geo, c.context_window, l.rate
ORDER BY
    model, l.meter, c.service_tier, c.speed, c.geo, c.context_window, first_day, l.rate
