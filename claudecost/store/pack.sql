-- What was seen here as the rows of a pack, in an order that depends on nothing else: the same store gives
-- the same pack. `own_files`, `told_origins`, `told_remotes` and `wanted` have been laid out before.

-- The responses a pack tells of, whole.
CREATE OR REPLACE TEMP VIEW own_observations AS
SELECT o.*
FROM observations AS o
SEMI JOIN own_files AS f ON f.here_id = o.file_id
SEMI JOIN wanted AS w ON w.response_key = o.response_key;

CREATE OR REPLACE TEMP VIEW pack AS
SELECT 0 AS part, 0 AS one, 0 AS two, '' AS three, *
FROM pack_shape

UNION ALL BY NAME
SELECT 1 AS part, file_id AS one, 'file' AS pack_row,
    {file_id: file_id, path: path, source: source, machine: machine, size: size, mtime_ns: mtime_ns,
        read_to: read_to, lines: lines, last_at: last_at, usage_lines: usage_lines,
        quarantined_lines: quarantined_lines, repaired_lines: repaired_lines, bad_values: bad_values,
        unknown_iterations: unknown_iterations, unfinished: unfinished} AS file
FROM own_files

UNION ALL BY NAME
SELECT 2 AS part, origin_id AS one, 'origin' AS pack_row,
    {origin_id: origin_id, source: source, machine: machine, user_name: user_name, account: account,
        project: project, session_id: session_id, agent_id: agent_id, branch: branch,
        client_version: client_version, version_order: version_order, entrypoint: entrypoint,
        is_copy: is_copy, is_background: is_background, is_own_file: is_own_file, workspace: workspace,
        api_key: api_key, tags: tags} AS origin
FROM (
    SELECT DISTINCT ON (origin_id) *
    FROM told_origins
    WHERE here_id IN (SELECT origin_id FROM own_observations)
)

UNION ALL BY NAME
SELECT 3 AS part, profile_id AS one, 'profile' AS pack_row,
    {profile_id: profile_id, model_id: model_id, platform: platform, speed: speed,
        service_tier: service_tier, geo: geo, refused: refused} AS profile
FROM profiles
WHERE profile_id IN (
    SELECT profile_id FROM own_observations
    UNION ALL
    SELECT unnest(list_transform(items, lambda item: item.profile_id))
    FROM own_observations
    WHERE items IS NOT NULL)

UNION ALL BY NAME
SELECT 4 AS part, f.file_id AS one, o.byte_offset AS two,
    concat_ws(' ', o.response_key, g.origin_id, o.profile_id, o.place, o.line, o.lines, o.first_line,
        o.output_tokens) AS three,
    'observation' AS pack_row,
    {file_id: f.file_id, line: o.line, byte_offset: o.byte_offset, lines: o.lines, first_line: o.first_line,
        first_at: o.first_at, seen_at: o.seen_at, clock: o.clock, place: o.place, origin_id: g.origin_id,
        profile_id: o.profile_id, response_key: o.response_key, request_id: o.request_id, line_id: o.line_id,
        stop_reason: o.stop_reason, final: o.final, usage_keys: o.usage_keys, input_tokens: o.input_tokens,
        cache_write_5m_tokens: o.cache_write_5m_tokens, cache_write_1h_tokens: o.cache_write_1h_tokens,
        cache_read_tokens: o.cache_read_tokens, output_tokens: o.output_tokens,
        web_search_requests: o.web_search_requests, items: o.items} AS observation
FROM own_observations AS o
JOIN own_files AS f ON f.here_id = o.file_id
JOIN told_origins AS g ON g.here_id = o.origin_id

UNION ALL BY NAME
SELECT 5 AS part, f.file_id AS one, q.byte_offset AS two, q.reason AS three, 'quarantined' AS pack_row,
    {file_id: f.file_id, line: q.line, byte_offset: q.byte_offset, length: q.length, reason: q.reason}
        AS quarantined
FROM quarantine AS q
JOIN own_files AS f ON f.here_id = q.file_id

UNION ALL BY NAME
SELECT 6 AS part, concat_ws(' ', id, name, attributes) AS three, 'remote' AS pack_row,
    {kind: kind, id: id, name: name, attributes: attributes, seen_at: seen_at} AS remote
FROM told_remotes;

CREATE OR REPLACE TEMP VIEW sorted_pack AS
SELECT pack_row, file, origin, profile, observation, quarantined, remote
FROM pack
ORDER BY part, one, two, three
