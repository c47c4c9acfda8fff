-- One row per kind of traffic and rule that hits it on some day: each of the rule's attributes meets one of its
-- patterns. `by_id`: one of them by an id, which beats rules that go by names.
--
-- Of a rule's attributes the rarest is looked at first: `source: claude-code` meets everything.
-- Expects the temporary tables subject_values, rules and rule_patterns.
CREATE OR REPLACE TEMP TABLE rule_hits AS
WITH present AS (
    SELECT DISTINCT attribute, value
    FROM subject_values
    WHERE attribute IN (SELECT attribute FROM rule_patterns)
),

met AS MATERIALIZED (
    SELECT p.rule_no, v.attribute, v.value, TRUE AS is_exact
    FROM present AS v
    JOIN rule_patterns AS p ON p.attribute = v.attribute AND p.pattern = v.value
    UNION ALL
    SELECT p.rule_no, v.attribute, v.value, FALSE
    FROM present AS v
    JOIN (FROM rule_patterns WHERE is_glob) AS p ON p.attribute = v.attribute AND v.value GLOB p.pattern
),

weighed AS (
    SELECT m.rule_no, m.attribute, sum(v.subjects) AS subjects
    FROM met AS m
    JOIN (SELECT attribute, value, count(*) AS subjects FROM subject_values GROUP BY attribute, value) AS v
        ON v.attribute = m.attribute AND v.value = m.value
    GROUP BY m.rule_no, m.attribute
),

candidates AS (
    SELECT DISTINCT s.subject_id, m.rule_no
    FROM subject_values AS s
    JOIN (
        SELECT t.rule_no, t.attribute, t.value
        FROM met AS t
        JOIN (SELECT rule_no, arg_min(attribute, subjects) AS attribute FROM weighed GROUP BY rule_no) AS l
            ON l.rule_no = t.rule_no AND l.attribute = t.attribute
    ) AS m ON m.attribute = s.attribute AND m.value = s.value
),

found AS (
    SELECT c.subject_id, c.rule_no, s.attribute, bool_or(s.is_id AND m.is_exact) AS by_id
    FROM subject_values AS s
    JOIN candidates AS c ON c.subject_id = s.subject_id
    JOIN met AS m ON m.rule_no = c.rule_no AND m.attribute = s.attribute AND m.value = s.value
    GROUP BY c.subject_id, c.rule_no, s.attribute
)

SELECT f.subject_id, f.rule_no, bool_or(f.by_id) AS by_id
FROM found AS f
JOIN rules AS r ON r.rule_no = f.rule_no
GROUP BY f.subject_id, f.rule_no, r.attributes
HAVING count(*) = r.attributes;
