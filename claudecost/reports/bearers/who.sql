-- Kinds of traffic something is the name of, with what decides over them on a day and what else hits: one row per
-- kind and rule. Expects subjects, subject_values, rules, rule_hits and bearers.
SELECT
    s.subject_id,
    concat_ws(', ', s.source, s.email, s.machine, s.project, s.workspace, s.api_key, s.service_account, s.product)
        AS kind,
    b.rule_no AS decides,
    list(DISTINCT h.rule_no ORDER BY h.rule_no) FILTER (WHERE h.rule_no <> b.rule_no) AS beaten
FROM subjects AS s
JOIN (FROM bearers WHERE since <= $day AND until > $day) AS b ON b.subject_id = s.subject_id
LEFT JOIN (
    SELECT h.subject_id, h.rule_no
    FROM rule_hits AS h
    JOIN rules AS r ON r.rule_no = h.rule_no AND r.since <= $day AND r.until > $day
) AS h ON h.subject_id = s.subject_id
WHERE s.subject_id IN (SELECT subject_id FROM subject_values WHERE lower(value) = lower($name))
   OR s.subject_id = $subject
GROUP BY ALL
ORDER BY kind, s.subject_id
