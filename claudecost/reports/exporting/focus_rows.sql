-- Charges: one row per UTC day, origin (focus_origins), SKU (focus_skus), meter and price. `quantity` is in
-- the meter's own unit (tokens, searches) times a million, so that shares of a split stay whole;
-- `pricing_quantity` is in millions of tokens or thousands of searches; cost is pricing quantity times price,
-- every digit of it.
-- Usage without a price is not here, nor is what is free by rule.
-- Expects the view events_asked and the temporary tables rates, focus_origins and focus_skus.
CREATE OR REPLACE TEMP TABLE focus_rows AS
WITH counted AS (
    SELECT
        e.happened_at::DATE AS day,
        o.origin_no,
        r.rate_no,
        e.share,
        sum(e.whole_input_tokens)::BIGINT AS input_tokens,
        sum(e.whole_cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,
        sum(e.whole_cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,
        sum(e.whole_cache_read_tokens)::BIGINT AS cache_read_tokens,
        sum(e.whole_output_tokens)::BIGINT AS output_tokens,
        sum(e.whole_web_search_requests)::BIGINT AS web_search_requests
    FROM events_asked AS e
    JOIN focus_origins AS o ON o.origin_group = e.origin_group
    JOIN rates AS r
        ON r.profile_id = e.profile_id
        AND e.happened_at >= r.valid_from AND e.happened_at < r.valid_until
        AND e.prompt_tokens > r.prompt_over AND e.prompt_tokens <= r.prompt_upto
    WHERE e.happened_at >= $since AND e.happened_at < $until AND r.priced AND r.billed
    GROUP BY ALL
),

metered AS (
    SELECT
        c.day,
        c.origin_no,
        s.sku_no,
        c.share,
        unnest([
            {meter: 0, price: r.input, whole: c.input_tokens},
            {meter: 1, price: r.cache_write_5m, whole: c.cache_write_5m_tokens},
            {meter: 2, price: r.cache_write_1h, whole: c.cache_write_1h_tokens},
            {meter: 3, price: r.cache_read, whole: c.cache_read_tokens},
            {meter: 4, price: r.output, whole: c.output_tokens},
            {meter: 5, price: r.web_search, whole: c.web_search_requests}
        ], recursive := TRUE)
    FROM counted AS c
    JOIN rates AS r ON r.rate_no = c.rate_no
    JOIN focus_skus AS s ON s.rate_no = c.rate_no
),

added AS (
    SELECT day, origin_no, sku_no, meter, price, sum(whole::HUGEINT * share) AS quantity
    FROM metered
    WHERE price IS NOT NULL AND whole > 0
    GROUP BY ALL
)

SELECT
    day,
    origin_no,
    sku_no,
    meter::TINYINT AS meter,
    price AS unit_price,
    quantity * 0.000001 AS consumed_quantity,
    quantity * CASE WHEN meter = 5 THEN 1000 ELSE 1 END * 0.000001 * 0.000001 AS pricing_quantity,
    quantity * CASE WHEN meter = 5 THEN 1000 ELSE 1 END * price * 0.000001 * 0.000001 AS cost_usd
FROM added
WHERE quantity > 0
ORDER BY day, origin_no, sku_no, meter, unit_price
