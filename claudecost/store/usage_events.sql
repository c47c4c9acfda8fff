-- Which lines are one response, and which line speaks for it: one row per billed item.
--
-- A pure function of the set of observations: any order, any repetition, any machine gives the same
-- rows. Input: `touched_observations`, everything known of the responses to derive anew, and `several`,
-- the keys among them that need the rule because they were observed more than once or are weak.

CREATE OR REPLACE TEMP TABLE spokesmen (
    response_key VARCHAR, part VARCHAR, owner_id BIGINT, profile_id BIGINT, happened_at TIMESTAMP,
    all_lines BIGINT, provisional BOOLEAN, disputed BOOLEAN, file_id BIGINT, line BIGINT,
    input_tokens BIGINT, cache_write_5m_tokens BIGINT, cache_write_1h_tokens BIGINT,
    cache_read_tokens BIGINT, output_tokens BIGINT, web_search_requests BIGINT,
    items STRUCT(kind VARCHAR, profile_id BIGINT, input_tokens BIGINT, cache_write_5m_tokens BIGINT,
        cache_write_1h_tokens BIGINT, cache_read_tokens BIGINT, output_tokens BIGINT)[]
);

-- The rule. Runs once per slice of the keys, so that a long history needs no more memory than a short one.
INSERT INTO spokesmen
-- Files as a pack with names hidden tells of them, known by their pseudonyms (packing/disguise.py).
WITH hidden_files AS (
    SELECT file_id
    FROM files
    WHERE in_pack AND regexp_matches(path, '^(directory|file)-[0-9a-f]{16}([/.]|$)')
),

seen AS (
    SELECT
        o.*,
        o.input_tokens + o.cache_write_5m_tokens + o.cache_write_1h_tokens + o.cache_read_tokens
            AS prompt_tokens,
        g.session_id, g.version_order, g.is_copy, g.is_background, g.is_own_file,
        coalesce(p.model_id, '') AS model_id,
        o.file_id IN (SELECT file_id FROM hidden_files) AS is_hidden
    FROM repeated AS o
    JOIN several AS t ON t.response_key = o.response_key AND hash(t.response_key) % $slices = $slice
    JOIN origins AS g ON g.origin_id = o.origin_id
    JOIN profiles AS p ON p.profile_id = o.profile_id
),

-- A strong message id seen in conversations with two or more strong request ids was reused: those are
-- separate responses, and lines with another request id or none belong to the earliest of them.
requests AS (
    SELECT response_key, request_id, min(first_at) AS started_at
    FROM seen
    WHERE place = 0 AND request_id IS NOT NULL AND NOT starts_with(response_key, 'weak:')
    GROUP BY response_key, request_id
),

reused AS (
    SELECT response_key, arg_min(request_id, (started_at, request_id)) AS earliest_request
    FROM requests
    GROUP BY response_key
    HAVING count(*) > 1
),

-- A weak id names a response only within its session and its prompt. Copies of one line (same uuid) are
-- in the session of their origin, wherever they were found.
copies AS (
    SELECT DISTINCT ON (response_key, line_id)
        response_key, line_id, session_id AS origin_session
    FROM seen
    WHERE starts_with(response_key, 'weak:') AND line_id IS NOT NULL
    ORDER BY response_key, line_id, place = 2, is_copy, is_background, NOT is_own_file, first_at,
        version_order, first_line DESC, session_id
),

parted AS (
    SELECT
        s.*,
        CASE
            WHEN starts_with(s.response_key, 'weak:') THEN concat_ws(
                '/', coalesce(c.origin_session, s.session_id, ''), s.input_tokens, s.cache_read_tokens,
                s.cache_write_5m_tokens + s.cache_write_1h_tokens)
            WHEN u.response_key IS NULL THEN ''
            ELSE coalesce(r.request_id, u.earliest_request)
        END AS part
    FROM seen AS s
    LEFT JOIN copies AS c ON c.response_key = s.response_key AND c.line_id = s.line_id
    LEFT JOIN reused AS u ON u.response_key = s.response_key
    LEFT JOIN requests AS r ON r.response_key = s.response_key AND r.request_id = s.request_id
),

-- The spokesman is one whole line: the most output (placeholders are never larger than the final
-- count), then signs of being final, then the conversation before a subagent before an echo. Whose
-- traffic it is says another line: the one most likely written by the session that made the call. What is
-- told with names and again without them is the same lines: those with names speak, and only they are counted.
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY response_key, part
            ORDER BY output_tokens DESC, stop_reason IS NULL, usage_keys DESC, place, prompt_tokens DESC,
                seen_at DESC, line DESC, cache_read_tokens DESC, cache_write_1h_tokens DESC, profile_id,
                is_hidden, file_id, byte_offset
        ) AS rank,
        first_value(origin_id) OVER (
            PARTITION BY response_key, part
            ORDER BY place = 2, is_copy, is_background, NOT is_own_file, first_at, version_order,
                place, first_line DESC, session_id, is_hidden, origin_id
        ) AS owner_id,
        min(first_at) OVER response AS happened_at,
        coalesce(sum(lines) FILTER (NOT is_hidden) OVER response, sum(lines) OVER response) AS all_lines,
        NOT bool_or(final) OVER response AS provisional,
        min(model_id) OVER response <> max(model_id) OVER response
            OR min(prompt_tokens) OVER response <> max(prompt_tokens) OVER response AS disputed
    FROM parted
    WINDOW response AS (PARTITION BY response_key, part)
)

SELECT
    response_key, part, owner_id, profile_id, happened_at, all_lines, provisional, disputed, file_id, line,
    input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens,
    web_search_requests, items
FROM ranked
WHERE rank = 1;

-- Most responses stand in one place only and speak for themselves.
INSERT INTO usage_events
WITH spoken AS NOT MATERIALIZED (
    SELECT * FROM spokesmen
    UNION ALL
    SELECT
        response_key, '', origin_id, profile_id, first_at, lines, NOT final, FALSE, file_id, line,
        input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens,
        web_search_requests, items
    FROM touched_observations
    WHERE response_key NOT IN (SELECT response_key FROM several)
),

-- Samplings that add up to the top level replace it, so that each has its own prompt size; everything
-- else in `items` is billed beside it.
billed AS (
    SELECT s.* EXCLUDE (items), 0 AS item, 'message' AS kind
    FROM spoken AS s
    WHERE s.items IS NULL OR s.items[1].kind <> 'message'
    UNION ALL BY NAME
    SELECT
        s.* EXCLUDE (entry, position, items, profile_id, web_search_requests, provisional, input_tokens,
            cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens),
        s.position - CASE WHEN s.items[1].kind = 'message' THEN 1 ELSE 0 END AS item,
        s.entry.kind AS kind,
        s.entry.profile_id AS profile_id,
        CASE WHEN s.entry.kind = 'message' AND s.position = 1 THEN s.web_search_requests ELSE 0 END
            AS web_search_requests,
        s.provisional AND s.entry.kind = 'message' AS provisional,
        s.entry.input_tokens AS input_tokens,
        s.entry.cache_write_5m_tokens AS cache_write_5m_tokens,
        s.entry.cache_write_1h_tokens AS cache_write_1h_tokens,
        s.entry.cache_read_tokens AS cache_read_tokens,
        s.entry.output_tokens AS output_tokens
    FROM (
        SELECT *, unnest(items) AS entry, generate_subscripts(items, 1) AS position
        FROM spoken
        WHERE items IS NOT NULL
    ) AS s
)
SELECT
    response_key,
    part,
    item,
    kind,
    item = 0 AND input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_read_tokens
        + output_tokens + web_search_requests > 0 AS is_response,
    owner_id AS origin_id,
    profile_id,
    happened_at,
    (epoch_us(happened_at) // 900000000)::INTEGER AS quarter_hour,
    input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_read_tokens AS prompt_tokens,
    input_tokens,
    cache_write_5m_tokens,
    cache_write_1h_tokens,
    cache_read_tokens,
    output_tokens,
    web_search_requests,
    all_lines AS lines,
    provisional,
    disputed,
    file_id,
    line
FROM billed;
