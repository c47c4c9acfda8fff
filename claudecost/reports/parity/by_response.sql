-- Responses of which ccusage counts something else than we do, at our prices: one row per response and kind
-- of item. A side that counts nothing of it has NULL for how often. `is_known`: we count it outside the
-- period.
-- Expects the temporary tables parity_ours, parity_there and parity_priced.
WITH there AS (
    SELECT
        t.response_key,
        t.kind,
        count(*) AS counted,
        sum(p.tokens)::BIGINT AS tokens,
        sum(p.micro_usd) AS micro_usd,
        NOT bool_and(t.has_message_id) AS lacks_message_id,
        NOT bool_and(t.has_request_id) AS lacks_request_id,
        count(DISTINCT t.session_id) AS sessions,
        bool_or(t.is_sidechain) AS has_sidechain
    FROM parity_there AS t
    JOIN parity_priced AS p ON p.entry_no = t.rowid AND p.step = 'logged'
    GROUP BY t.response_key, t.kind
)
SELECT
    coalesce(u.response_key, t.response_key) AS response_key,
    coalesce(u.kind, t.kind) AS kind,
    u.source,
    f.path,
    u.counted AS ours,
    t.counted AS theirs,
    coalesce(t.tokens, 0) - coalesce(u.tokens, 0) AS tokens,
    coalesce(t.micro_usd, 0) - coalesce(u.micro_usd, 0) AS micro_usd,
    coalesce(t.lacks_message_id, FALSE) AS lacks_message_id,
    coalesce(t.lacks_request_id, FALSE) AS lacks_request_id,
    coalesce(t.sessions, 0) AS sessions,
    coalesce(t.has_sidechain, FALSE) AS has_sidechain,
    u.response_key IS NULL
        AND t.response_key IN (SELECT response_key FROM usage_events) AS is_known
FROM parity_ours AS u
FULL JOIN there AS t ON t.response_key = u.response_key AND t.kind = u.kind
LEFT JOIN files AS f ON f.file_id = u.file_id
WHERE u.counted IS DISTINCT FROM t.counted
    OR u.tokens IS DISTINCT FROM t.tokens
    OR u.micro_usd IS DISTINCT FROM t.micro_usd
ORDER BY response_key, kind
