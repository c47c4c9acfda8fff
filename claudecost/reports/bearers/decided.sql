-- The rules that decided over any event: one row per rule (0: nobody's). Expects origin_subjects and bearers.
SELECT DISTINCT b.rule_no
FROM usage_events AS e
JOIN origin_subjects AS s ON s.origin_id = e.origin_id
JOIN bearers AS b ON b.subject_id = s.subject_id AND e.happened_at >= b.since AND e.happened_at < b.until
