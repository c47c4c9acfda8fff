-- Both sides over all cells, the residual, the largest residual of a cell above its tolerance, how many cells
-- there are, how many of them agree to the last digit, and tokens without a price.
SELECT
    coalesce(sum(computed_usd), 0)::DECIMAL(38,15),
    coalesce(sum(billed_usd), 0)::DECIMAL(38,15),
    coalesce(sum(remainder_usd) FILTER (WHERE how IS NULL), 0)::DECIMAL(38,15),
    coalesce(max(abs(remainder_usd)) FILTER (WHERE how IS NULL AND abs(remainder_usd) > tolerance_usd), 0)
        ::DECIMAL(38,15),
    count(*)::BIGINT,
    count(*) FILTER (WHERE difference_usd = 0)::BIGINT,
    coalesce(sum(unpriced_tokens), 0)::BIGINT
FROM explained
