-- Rows that reach beyond the period on one side and so are neither in it nor out of it: how many, what they
-- come to, the first and the last day they cover.
SELECT count(*)::BIGINT, min(starts_at), max(ends_at)
FROM metered_rows
WHERE starts_at < $until AND ends_at > $since AND NOT (starts_at >= $since AND ends_at <= $until)
