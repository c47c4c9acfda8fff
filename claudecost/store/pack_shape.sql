-- The columns of a pack, without a row: each row of a pack says what it is and has one of the others.
CREATE OR REPLACE TEMP VIEW pack_shape AS
SELECT
    NULL::VARCHAR AS pack_row,
    NULL::STRUCT(
        file_id BIGINT, path VARCHAR, source VARCHAR, machine VARCHAR, size BIGINT, mtime_ns BIGINT,
        read_to BIGINT, lines BIGINT, last_at TIMESTAMP, usage_lines BIGINT, quarantined_lines BIGINT,
        repaired_lines BIGINT, bad_values BIGINT, unknown_iterations BIGINT, unfinished BOOLEAN) AS file,
    NULL::STRUCT(
        origin_id BIGINT, source VARCHAR, machine VARCHAR, user_name VARCHAR, account VARCHAR,
        project VARCHAR, session_id VARCHAR, agent_id VARCHAR, branch VARCHAR, client_version VARCHAR,
        version_order BIGINT, entrypoint VARCHAR, is_copy BOOLEAN, is_background BOOLEAN,
        is_own_file BOOLEAN, workspace VARCHAR, api_key VARCHAR, tags VARCHAR) AS origin,
    NULL::STRUCT(
        profile_id BIGINT, model_id VARCHAR, platform VARCHAR, speed VARCHAR, service_tier VARCHAR,
        geo VARCHAR, refused BOOLEAN) AS profile,
    NULL::STRUCT(
        file_id BIGINT, line BIGINT, byte_offset BIGINT, lines BIGINT, first_line BIGINT, first_at TIMESTAMP,
        seen_at TIMESTAMP, clock UTINYINT, place UTINYINT, origin_id BIGINT, profile_id BIGINT,
        response_key VARCHAR, request_id VARCHAR, line_id VARCHAR, stop_reason VARCHAR, final BOOLEAN,
        usage_keys UTINYINT, input_tokens BIGINT, cache_write_5m_tokens BIGINT, cache_write_1h_tokens BIGINT,
        cache_read_tokens BIGINT, output_tokens BIGINT, web_search_requests BIGINT,
        items STRUCT(
            kind VARCHAR, profile_id BIGINT, input_tokens BIGINT, cache_write_5m_tokens BIGINT,
            cache_write_1h_tokens BIGINT, cache_read_tokens BIGINT, output_tokens BIGINT)[]) AS observation,
    NULL::STRUCT(
        file_id BIGINT, line BIGINT, byte_offset BIGINT, length BIGINT, reason VARCHAR) AS quarantined,
    NULL::STRUCT(kind VARCHAR, id VARCHAR, name VARCHAR, attributes VARCHAR, seen_at TIMESTAMP) AS remote
WHERE FALSE
