-- The rules that workspace tags make, which stand in no file: one row per rule, numbered after those of the file.
-- Expects the temporary tables rule_patterns and rule_shares.
SELECT p.rule_no, p.attribute, p.pattern, s.team
FROM rule_patterns AS p
JOIN rule_shares AS s ON s.rule_no = p.rule_no
WHERE p.rule_no > $rules_of_the_file
ORDER BY p.rule_no
