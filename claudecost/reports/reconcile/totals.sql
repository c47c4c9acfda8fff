-- Both sides over all cells, the residual, the largest residual of a cell above its tolerance, how many cells
-- there are, how many of them agree to the last digit, and tokens without a price.
SELECT
    coalesce(sum(computed_usd), 0)::DECIMAL(38,15),
    coalesce(sum(billed_usd), 0)::DECIMAL(38,15),
    coalesce(sum(residual_usd), 0)::DECIMAL(38,15),
    coalesce(max(abs(residual_usd)) FILTER (WHERE abs(residual_usd) > tolerance_usd), 0)::DECIMAL(38,15),
    count(*)::BIGINT,
    count(*) FILTER (WHERE difference_usd = 0)::BIGINT,
    coalesce(sum(unpriced_tokens), 0)::BIGINT
FROM (SELECT *, CASE WHEN how IS NULL THEN remainder_usd ELSE 0 END + odd_usd AS residual_usd FROM explained)
    AS with_residual
