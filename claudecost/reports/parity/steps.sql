-- The way from our prices to those of ccusage, for what ccusage counts: one row per step and way. Entries
-- whose line says a cost go the way `recorded`, those it has no price for `unpriced_there`, those we have
-- none for `unpriced_here`, all others `priced`. Millionths of USD at our prices; in USD what ccusage makes
-- of the same.
-- Expects the temporary tables parity_there and parity_priced.
WITH ways AS (
    SELECT
        t.rowid AS entry_no,
        t.usd, t.by_tokens_usd, t.at_standard_speed_usd, t.at_base_rates_usd,
        t.input + t.cache_write_5m + t.cache_write_1h + t.cache_read + t.output AS tokens_there,
        CASE
            WHEN t.is_recorded THEN 'recorded'
            WHEN NOT t.is_priced THEN 'unpriced_there'
            WHEN NOT p.priced THEN 'unpriced_here'
            ELSE 'priced'
        END AS way
    FROM parity_there AS t
    JOIN parity_priced AS p ON p.entry_no = t.rowid AND p.step = 'counted'
)
SELECT
    w.way,
    p.step,
    sum(p.tokens)::BIGINT AS tokens,
    sum(p.micro_usd) AS micro_usd,
    sum(w.tokens_there)::BIGINT AS tokens_there,
    sum(w.usd) AS usd,
    sum(w.by_tokens_usd) AS by_tokens_usd,
    sum(w.at_standard_speed_usd) AS at_standard_speed_usd,
    sum(w.at_base_rates_usd) AS at_base_rates_usd
FROM ways AS w
JOIN parity_priced AS p ON p.entry_no = w.entry_no
GROUP BY w.way, p.step
