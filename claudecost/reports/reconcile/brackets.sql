-- Sums that cannot be priced exactly, billed within what they can come to: cache writes are of unknown life,
-- the price follows the length of each prompt, or it changed within a row's days.
UPDATE cells
SET how = 'rest',
    cause = CASE WHEN has_unknown THEN 'cache_ttl' WHEN by_length THEN 'long_prompt' ELSE 'price_change' END
FROM (
    SELECT cell_key, bool_or(meter = 'cache_write_unknown') AS has_unknown, bool_or(by_length) AS by_length
    FROM lines
    GROUP BY cell_key
) AS l
WHERE l.cell_key = cells.cell_key AND how IS NULL AND high_usd > computed_usd AND unpriced_tokens = 0
  AND coalesce(list_usd, billed_usd)
      BETWEEN (CASE WHEN list_usd IS NULL THEN factor ELSE 1 END * computed_usd) - tolerance_usd
      AND (CASE WHEN list_usd IS NULL THEN factor ELSE 1 END * high_usd) + tolerance_usd
