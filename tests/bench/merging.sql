-- An invented pack: number $pack of a company's machines, with $responses responses in files of 250. One in
-- fifty was copied into a fork on the next machine, so that packs overlap as machines do.
CREATE OR REPLACE TEMP TABLE invented AS
SELECT
    i,
    $pack * 1000000 + i // 250 AS file_no,
    CASE WHEN i % 50 = 0 THEN $pack + 1 ELSE $pack END * 1000000000::BIGINT + i + (i % 50 = 0)::INTEGER
        AS response,
    i % 50 = 0 AS is_copy,
    TIMESTAMP '2026-10-01' + to_seconds(i * 25) AS happened
FROM range($responses) AS r (i);

CREATE OR REPLACE TEMP TABLE told AS
FROM pack_shape;

INSERT INTO told BY NAME
SELECT 'file' AS pack_row, {
    file_id: file_no::BIGINT,
    path: format('/home/u{0}/.claude/projects/-home-u{0}-shop/{1}.jsonl', $pack, file_no),
    source: 'claude-code', machine: 'machine-' || $pack, size: 900000::BIGINT, mtime_ns: 1764000000000000000,
    read_to: 900000::BIGINT, lines: 700::BIGINT, last_at: max(happened), usage_lines: 500::BIGINT,
    quarantined_lines: 0::BIGINT, repaired_lines: 0::BIGINT, bad_values: 0::BIGINT,
    unknown_iterations: 0::BIGINT, unfinished: FALSE} AS file
FROM invented
GROUP BY file_no;

INSERT INTO told BY NAME
SELECT DISTINCT 'origin' AS pack_row, {
    origin_id: 2 * file_no + is_copy::BIGINT, source: 'claude-code', machine: 'machine-' || $pack,
    user_name: 'u' || $pack || '@example.com', account: NULL, project: '/home/u' || $pack || '/shop',
    session_id: md5(file_no::VARCHAR), agent_id: NULL, branch: 'main', client_version: '2.1.300',
    version_order: 20000100300, entrypoint: 'cli', is_copy: is_copy, is_background: FALSE, is_own_file: TRUE,
    workspace: NULL, api_key: NULL, tags: NULL} AS origin
FROM invented;

INSERT INTO told BY NAME
SELECT DISTINCT 'profile' AS pack_row, {
    profile_id: i % 5, model_id: ['claude-opus-5-5', 'claude-opus-5', 'claude-sonnet-5',
        'claude-haiku-4-5-20251001', 'claude-fable-5'][i % 5 + 1], platform: NULL, speed: NULL, service_tier: 'standard', geo: NULL,
    refused: FALSE} AS profile
FROM invented;

INSERT INTO told BY NAME
SELECT 'observation' AS pack_row, {
    file_id: file_no, line: i % 250 * 3 + 2, byte_offset: i % 250 * 3500, lines: 2,
    first_line: i % 250 * 3 + 1,
    first_at: happened, seen_at: happened + INTERVAL 2 SECOND, clock: 0, place: 0,
    origin_id: 2 * file_no + is_copy::BIGINT,
    profile_id: i % 5, response_key: 'msg_01' || left(md5(response::VARCHAR), 22),
    request_id: 'req_011C' || left(md5('r' || response), 20), line_id: NULL, stop_reason: 'tool_use',
    final: TRUE,
    usage_keys: 8, input_tokens: hash(i) % 20, cache_write_5m_tokens: hash(i, 1) % 4000,
    cache_write_1h_tokens: hash(i, 2) % 4000, cache_read_tokens: hash(i, 3) % 150000,
    output_tokens: hash(i, 4) % 2000, web_search_requests: 0, items: NULL} AS observation
FROM invented
