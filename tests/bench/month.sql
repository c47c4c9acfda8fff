-- October 2026 of an invented company, written straight into a store: people at Claude Code and services with
-- API keys. Everything follows from the numbers below by hashing, so every build is the same.
-- Expects the macro pick(n, salt, upto) and the table `settings`.
DELETE FROM usage_events;
DELETE FROM observations;
DELETE FROM origins;
DELETE FROM files;
DELETE FROM quarantine;
DELETE FROM snapshots;
DELETE FROM metered;
DELETE FROM billed;
DELETE FROM names;
DELETE FROM profiles;

INSERT INTO profiles
SELECT row_number() OVER (ORDER BY refused, model_id, speed, service_tier, geo) AS profile_id, *
FROM (VALUES
    ('claude-opus-5-5', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-opus-5-5', NULL, 'standard', 'standard', 'global', FALSE),
    ('claude-opus-5-5', NULL, 'standard', 'standard', 'us', FALSE),
    ('claude-opus-5-5', NULL, 'fast', 'standard', 'not_available', FALSE),
    ('claude-opus-5-5', NULL, 'standard', 'batch', 'global', FALSE),
    ('claude-opus-4-8', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-sonnet-5-5', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-sonnet-5-5', NULL, 'standard', 'standard', 'us', FALSE),
    ('claude-sonnet-5-5', NULL, 'standard', 'batch', 'global', FALSE),
    ('claude-haiku-5-5', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-haiku-5-5', NULL, 'standard', 'batch', 'global', FALSE),
    ('claude-haiku-4-5-20251001', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-sonnet-5', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-opus-5', NULL, 'standard', 'standard', 'not_available', FALSE),
    ('claude-opus-5', NULL, 'standard', 'standard', 'not_available', TRUE),
    ('claude-zeta-9', NULL, 'standard', 'standard', 'not_available', FALSE)
) AS made (model_id, platform, speed, service_tier, geo, refused);

INSERT INTO files
SELECT
    n + 1,
    format('/srv/transcripts/person{:04d}/projects/{:05d}.jsonl', n % (SELECT people FROM settings), n),
    'claude-code', 1, n + 1, 1000000, 1790000000000000000, 1790000000000000000, 1000000,
    1000000, md5(n::VARCHAR)[:16], md5((n + 1)::VARCHAR)[:16], TIMESTAMP '2026-10-31 23:59:59',
    500, 0, 0, 0, 0, FALSE, NULL, FALSE
FROM (SELECT unnest(range(files)) AS n FROM settings);

INSERT INTO names
SELECT 'workspace', format('wrkspc_{:02d}', n),
    ['Default', 'Production', 'Research', 'Data', 'Support'][n + 1], NULL,
    format('{{"tags": {{"stage": "{}"}}}}', ['dev', 'prod', 'dev', 'prod', 'prod'][n + 1]),
    TIMESTAMP '2026-09-01'
FROM range(5) AS r (n)
UNION ALL
SELECT 'api_key', format('apikey_{:03d}', n), format('service-{:03d}', n), NULL,
    format('{{"status": "active", "workspace_id": "wrkspc_{:02d}"}}', n % 5), TIMESTAMP '2026-09-01'
FROM (SELECT unnest(range(keys)) AS n FROM settings);

-- One in five origins is a service with a key, the rest are sessions of people in projects of their own.
INSERT INTO origins BY NAME
SELECT
    o.n + 1 AS origin_id,
    CASE WHEN o.is_service THEN 'response-log' ELSE 'claude-code' END AS source,
    CASE WHEN o.is_service THEN 'gateway' ELSE format('laptop-{:04d}', o.person) END AS machine,
    CASE WHEN NOT o.is_service THEN format('person{:04d}@company.example', o.person) END AS user_name,
    CASE WHEN NOT o.is_service THEN format('acct-{:04d}', o.person) END AS account,
    CASE WHEN NOT o.is_service THEN format('/home/person{:04d}/src/project-{:03d}', o.person,
        pick(o.person * 5 + pick(o.n, 'project', 5), 'their own', 400))
        END AS project,
    CASE WHEN NOT o.is_service THEN md5(o.n::VARCHAR) END AS session_id,
    CASE WHEN NOT o.is_service AND pick(o.n, 'agent', 4) = 0 THEN md5(o.n::VARCHAR)[:8] END AS agent_id,
    CASE WHEN NOT o.is_service THEN ['main', 'next', 'fix/login'][pick(o.n, 'branch', 3) + 1] END AS branch,
    '2.1.293' AS client_version,
    20000100293 AS version_order,
    CASE WHEN NOT o.is_service THEN ['cli', 'sdk-ts', 'claude-vscode'][pick(o.n, 'entry', 3) + 1]
        END AS entrypoint,
    FALSE AS is_copy,
    FALSE AS is_background,
    TRUE AS is_own_file,
    CASE WHEN o.is_service THEN format('wrkspc_{:02d}', o.key_no % 5) END AS workspace,
    CASE WHEN o.is_service THEN format('apikey_{:03d}', o.key_no) END AS api_key,
    CASE WHEN o.is_service THEN format('{{"job":"{}"}}', pick(o.n, 'job', 20)) END AS tags
FROM (
    SELECT
        n,
        pick(n, 'kind', 5) = 0 AS is_service,
        pick(n, 'person', people) AS person,
        pick(n, 'key', keys) AS key_no
    FROM (SELECT *, unnest(range(origins)) AS n FROM settings)
) AS o;

CREATE OR REPLACE TEMP TABLE happened AS
SELECT
    n,
    md5(n::VARCHAR) AS response_key,
    o.origin_id,
    -- everybody has a few models and keeps to them
    [1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16][
        pick(coalesce(o.user_name, o.api_key) || (pick(n, 'which', 10) // 4), 'profile', 21) + 1
    ] AS profile_no,
    (SELECT since FROM settings) + to_microseconds(
        -- fewer at weekends, most in the afternoon
        CASE WHEN pick(n, 'weekend', 5) > 0 THEN ([0, 1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20, 21,
            22, 25, 26, 27, 28, 29][pick(n, 'day', 22) + 1]) ELSE pick(n, 'any day', 31) END * 86400000000
        + ((pick(n, 'hour', 12) + pick(n, 'other hour', 12)) * 3600 + pick(n, 'second', 3600)) * 1000000
        + pick(n, 'millisecond', 1000) * 1000
    ) AS happened_at,
    pick(n, 'input', 3000) AS input_tokens,
    CASE WHEN pick(n, 'write', 3) = 0 THEN pick(n, '5m', 9000) ELSE 0 END AS cache_write_5m_tokens,
    CASE WHEN pick(n, 'write', 3) > 0 THEN pick(n, '1h', 12000) ELSE 0 END AS cache_write_1h_tokens,
    pick(n, 'read', 1 + pick(n, 'long', 300000)) AS cache_read_tokens,
    CASE WHEN profile_no = 16 THEN 0 ELSE pick(n, 'output', 2500) END AS output_tokens,
    CASE WHEN pick(n, 'search', 40) = 0 THEN 1 + pick(n, 'searches', 3) ELSE 0 END AS web_search_requests,
    pick(n, 'provisional', 500) = 0 AS provisional,
    pick(n, 'file', (SELECT files FROM settings)) + 1 AS file_id,
    n % 1000000 + 1 AS line
FROM (
    SELECT n, pick(n, 'origin', origins) + 1 AS origin_id
    FROM (SELECT *, unnest(range(events)) AS n FROM settings)
) AS r
JOIN origins AS o ON o.origin_id = r.origin_id;

INSERT INTO observations
SELECT
    file_id, line, line * 1000, 1, line, happened_at, happened_at, 0, 0, origin_id, profile_no, response_key,
    'req_' || response_key, NULL, 'end_turn', NOT provisional, 8, input_tokens, cache_write_5m_tokens,
    cache_write_1h_tokens, cache_read_tokens, output_tokens, web_search_requests, NULL
FROM happened;

INSERT INTO usage_events BY NAME
SELECT
    response_key,
    '' AS part,
    0 AS item,
    'message' AS kind,
    TRUE AS is_response,
    origin_id,
    profile_no AS profile_id,
    happened_at,
    (epoch_us(happened_at) // 900000000)::INTEGER AS quarter_hour,
    input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_read_tokens AS prompt_tokens,
    input_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    cache_read_tokens,
    output_tokens,
    web_search_requests,
    1 AS lines,
    provisional,
    FALSE AS disputed,
    file_id,
    line
FROM happened
ORDER BY happened_at;

CHECKPOINT;
