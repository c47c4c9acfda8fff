-- Who bears each kind of traffic when: one row per kind, stretch of days and share.
--
-- Of the rules that hit on a day the first decides: rules before members before tags, by id before by name,
-- then as they are written. Days are cut where a rule that hits begins or ends. What has no date (year 9999) is
-- borne by whoever bears all other days, and by nobody where that has changed.
-- Expects the temporary tables subjects, rules, rule_hits and rule_shares.
CREATE OR REPLACE TEMP TABLE bearers AS
WITH hits AS (
    SELECT h.subject_id, h.rule_no, r.since, r.until, (r.tier * 2 - h.by_id::INTEGER) * 10000000 + h.rule_no AS turn
    FROM rule_hits AS h
    JOIN rules AS r ON r.rule_no = h.rule_no
),

cuts AS (
    SELECT subject_id, since AS day FROM hits
    UNION
    SELECT subject_id, until FROM hits
    UNION
    SELECT subject_id, unnest([TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', TIMESTAMP '9999-12-31'])
    FROM subjects
),

stretches AS (
    SELECT subject_id, day AS since, lead(day) OVER (PARTITION BY subject_id ORDER BY day) AS until
    FROM cuts
    QUALIFY until IS NOT NULL
),

decided AS (
    SELECT s.subject_id, s.since, s.until, coalesce(arg_min(h.rule_no, h.turn), 0) AS rule_no
    FROM stretches AS s
    LEFT JOIN hits AS h ON h.subject_id = s.subject_id AND h.since <= s.since AND h.until >= s.until
    GROUP BY s.subject_id, s.since, s.until
),

settled AS (
    SELECT * REPLACE (CASE
        WHEN since >= TIMESTAMP '9999-01-01'
            AND min(rule_no) OVER (PARTITION BY subject_id) <> max(rule_no) OVER (PARTITION BY subject_id)
        THEN 0 ELSE rule_no END AS rule_no)
    FROM decided
),

joined AS (
    SELECT subject_id, rule_no, min(since) AS since, max(until) AS until
    FROM (
        SELECT *, sum(begins) OVER (PARTITION BY subject_id ORDER BY since) AS run
        FROM (
            SELECT *, (rule_no IS DISTINCT FROM lag(rule_no) OVER (PARTITION BY subject_id ORDER BY since))::INTEGER
                AS begins
            FROM settled
        )
    )
    GROUP BY subject_id, rule_no, run
)

SELECT j.subject_id, j.since, j.until, j.rule_no, s.team, s.team_path, s.cost_center, s.share_from, s.share_upto
FROM joined AS j
JOIN rule_shares AS s ON s.rule_no = j.rule_no;
