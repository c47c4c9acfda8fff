-- Sums that cannot be priced exactly, billed within what they can come to: the price follows the length of each
-- prompt, or cache writes are of unknown life.
UPDATE cells
SET cause = CASE WHEN has_unknown THEN 'cache_ttl' ELSE 'long_prompt' END, how = 'rest'
FROM (
    SELECT cell_key, bool_or(meter = 'cache_write_unknown') AS has_unknown
    FROM lines
    GROUP BY cell_key
) AS l
WHERE l.cell_key = cells.cell_key AND how IS NULL AND high_usd > computed_usd
  AND coalesce(list_usd, billed_usd)
      BETWEEN (CASE WHEN list_usd IS NULL THEN factor ELSE 1 END * computed_usd) - tolerance_usd
      AND (CASE WHEN list_usd IS NULL THEN factor ELSE 1 END * high_usd) + tolerance_usd
