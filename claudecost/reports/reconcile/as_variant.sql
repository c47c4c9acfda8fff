-- Candidates: the usage costs what it would under another rule: all of it in batches, in US geography, in fast
-- mode, or at the price of the day before or after. Expects rates of that rule; what has no price under it is
-- no candidate.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT cell_no, sum(quantity * rate * 0.000001)::DECIMAL(38,15) AS expected_usd
FROM (
    SELECT
        c.cell_no,
        c.computed_usd,
        l.quantity,
        CASE l.meter
            WHEN 'input' THEN r.input
            WHEN 'cache_write_5m' THEN r.cache_write_5m
            WHEN 'cache_write_unknown' THEN r.cache_write_5m
            WHEN 'cache_write_1h' THEN r.cache_write_1h
            WHEN 'cache_read' THEN r.cache_read
            WHEN 'output' THEN r.output
            WHEN 'web_search' THEN r.web_search * 1000
        END AS rate
    FROM cells AS c
    JOIN lines AS l ON l.cell_key = c.cell_key AND NOT l.is_priority
    LEFT JOIN rates AS r
        ON r.profile_id = l.profile_id
        AND r.valid_from <= l.first_day + $days * INTERVAL 1 DAY
        AND r.valid_until > l.first_day + $days * INTERVAL 1 DAY
        AND r.priced
        AND r.prompt_over < CASE l.window_of_row WHEN '200k-1M' THEN 200001 ELSE 1 END
        AND r.prompt_upto >= CASE l.window_of_row WHEN '200k-1M' THEN 200001 ELSE 1 END
    WHERE c.how IS NULL AND c.unpriced_tokens = 0 AND c.billed_usd > 0
) AS repriced
GROUP BY cell_no, computed_usd
HAVING count(rate) = count(*) AND expected_usd <> computed_usd
