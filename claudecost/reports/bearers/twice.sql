-- People whom rules give to more than one team on the same day: one row per person and pair of rules, the one that
-- decides first. Expects subjects, rules, rule_hits and rule_shares.
WITH hits AS (
    SELECT
        lower(s.email) AS person,
        h.rule_no,
        r.since,
        r.until,
        (r.tier * 2 - h.by_id::INTEGER) * 10000000 + h.rule_no AS turn,
        (SELECT string_agg(concat(team, share_from), ' ' ORDER BY share_from) FROM rule_shares AS p
            WHERE p.rule_no = h.rule_no) AS bearers
    FROM rule_hits AS h
    JOIN subjects AS s ON s.subject_id = h.subject_id
    JOIN rules AS r ON r.rule_no = h.rule_no
    WHERE s.email IS NOT NULL
)
SELECT DISTINCT a.person, a.rule_no AS decides, b.rule_no AS beaten
FROM hits AS a
JOIN hits AS b
    ON b.person = a.person AND b.turn > a.turn AND b.since < a.until AND b.until > a.since
    AND b.bearers <> a.bearers
ORDER BY ALL
