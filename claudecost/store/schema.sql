-- The store: what was seen (origins, profiles, observations, files, quarantine), and what follows
-- from it (usage_events, which can be thrown away and rebuilt to the same cents).
--
-- History
--   1  2026-11-20  first version
--   2  2026-11-20  the organisation's ledgers, see ledgers.sql
--   3  2026-11-27  closed months and token ratios, see closings.sql
--   4  2026-11-27  what the client itself says sessions came to, see client_totals.sql
--   5  2026-11-27  packs of other machines, see packs.sql

-- One row per version of this schema the store has been through.
CREATE TABLE schema_history (
    version     INTEGER NOT NULL,    -- number of the version, from 1
    applied_at  TIMESTAMP NOT NULL,  -- when it was applied, UTC
    applied_by  VARCHAR NOT NULL     -- the claudecost version that applied it
);

-- Small facts about the store itself, one row per name.
CREATE TABLE notes (
    name        VARCHAR NOT NULL,    -- what is noted, e.g. the fingerprint of the last scan of a set of roots
    content     VARCHAR NOT NULL     -- its value as text
);

-- One row per file ever read; a vanished file keeps its row and everything read from it.
CREATE TABLE files (
    file_id            BIGINT NOT NULL,   -- digest of the path
    path               VARCHAR NOT NULL,  -- where it was read, bytes that are no UTF-8 shown escaped
    source             VARCHAR NOT NULL,  -- the source that reads this format, e.g. claude-code
    device             UBIGINT NOT NULL,  -- device number when last read
    inode              UBIGINT NOT NULL,  -- inode number when last read
    size               BIGINT NOT NULL,   -- bytes seen when last read, the unfinished rest included
    mtime_ns           BIGINT NOT NULL,   -- modification time when last read, nanoseconds since 1970
    ctime_ns           BIGINT NOT NULL,   -- status change time when last read, nanoseconds since 1970
    read_to            BIGINT NOT NULL,   -- offset after the last complete line read
    lines              BIGINT NOT NULL,   -- complete lines before that offset
    head_digest        VARCHAR NOT NULL,  -- digest of the first block of what was read
    tail_digest        VARCHAR NOT NULL,  -- digest of the last block of what was read
    last_at            TIMESTAMP,         -- last good timestamp, UTC, lent to later lines without one
    usage_lines        BIGINT NOT NULL,   -- lines that spoke of usage
    quarantined_lines  BIGINT NOT NULL,   -- lines that could not be read
    repaired_lines     BIGINT NOT NULL,   -- damaged lines from which records were saved
    bad_values         BIGINT NOT NULL,   -- counts that were no counts and became 0
    unknown_iterations BIGINT NOT NULL,   -- usage iterations of a type not known
    unfinished         BOOLEAN NOT NULL   -- the last line had no end yet and was left for next time
);

-- One row per line that could not be read: its place and why, never what it said.
CREATE TABLE quarantine (
    file_id      BIGINT NOT NULL,   -- the file
    line         BIGINT NOT NULL,   -- line number, from 1
    byte_offset  BIGINT NOT NULL,   -- where the line starts, in bytes
    length       BIGINT NOT NULL,   -- how long it is, in bytes
    reason       VARCHAR NOT NULL   -- truncated, not json, not an object, too long, too deep
);

-- One row per combination of whose traffic an observation is.
CREATE TABLE origins (
    origin_id       BIGINT NOT NULL,   -- digest of all the other columns
    source          VARCHAR NOT NULL,  -- claude-code
    machine         VARCHAR NOT NULL,  -- the machine the transcript was read on, or the name it was given
    user_name       VARCHAR,           -- e-mail of the account signed in when first read, else the login name
    account         VARCHAR,           -- account id of that account
    project         VARCHAR,           -- project directory; worktrees folded into their repository
    session_id      VARCHAR,           -- conversation
    agent_id        VARCHAR,           -- subagent, NULL for the conversation itself
    branch          VARCHAR,           -- git branch
    client_version  VARCHAR,           -- version of Claude Code that wrote the line
    version_order   BIGINT NOT NULL,   -- the same as a number that sorts as versions do
    entrypoint      VARCHAR,           -- cli, sdk-ts, claude-vscode, ...
    is_copy         BOOLEAN NOT NULL,  -- the line says it was copied from another (forkedFrom)
    is_background   BOOLEAN NOT NULL,  -- a background session, whose head is a copy of another
    is_own_file     BOOLEAN NOT NULL   -- the file is named after the session, or is an agent's own
);

-- One row per combination of what, besides day and prompt size, decides a rate; as logged.
CREATE TABLE profiles (
    profile_id    BIGINT NOT NULL,  -- digest of all the other columns
    model_id      VARCHAR,          -- model id as logged, NULL where none was recorded
    platform      VARCHAR,          -- bedrock or google where an id betrays it
    speed         VARCHAR,          -- usage.speed
    service_tier  VARCHAR,          -- usage.service_tier
    geo           VARCHAR,          -- usage.inference_geo
    refused       BOOLEAN NOT NULL  -- stop reason refusal and no output
);

-- One row per response and stretch of a file: the best line seen there. Never removed; replaced only when
-- the same lines, read again together with others, say at least as much.
CREATE TABLE observations (
    file_id                BIGINT NOT NULL,     -- the file
    line                   BIGINT NOT NULL,     -- the best line's number, from 1
    byte_offset            BIGINT NOT NULL,     -- where that line starts, in bytes
    lines                  BIGINT NOT NULL,     -- how many lines of this stretch speak of the response
    first_line             BIGINT NOT NULL,     -- number of the line with the earliest time
    first_at               TIMESTAMP NOT NULL,  -- earliest time of those lines, UTC; year 9999: none is known
    seen_at                TIMESTAMP NOT NULL,  -- the best line's time, UTC
    clock                  UTINYINT NOT NULL,   -- that time is 0 its own, 1 of a line before it, 2 the file's
    place                  UTINYINT NOT NULL,   -- 0 the conversation, 1 a subagent's line, 2 an echo of one
    origin_id              BIGINT NOT NULL,     -- whose traffic
    profile_id             BIGINT NOT NULL,     -- model, speed, tier, geography as logged
    response_key           VARCHAR NOT NULL,    -- which response: the first rung of the key ladder that holds
    request_id             VARCHAR,             -- request id where it is strong enough to split a reused key
    line_id                VARCHAR,             -- uuid of the line or of its original, for weak keys
    stop_reason            VARCHAR,             -- why the answer ended
    final                  BOOLEAN NOT NULL,    -- some line shows that the counts are final
    usage_keys             UTINYINT NOT NULL,   -- non-null keys of the usage object
    input_tokens           BIGINT NOT NULL,     -- uncached input
    cache_write_5m_tokens  BIGINT NOT NULL,     -- cache writes kept five minutes
    cache_write_1h_tokens  BIGINT NOT NULL,     -- cache writes kept one hour
    cache_read_tokens      BIGINT NOT NULL,     -- cache reads
    output_tokens          BIGINT NOT NULL,     -- output, thinking included
    web_search_requests    BIGINT NOT NULL,     -- web searches
    items                  STRUCT(              -- parts billed by themselves; NULL: the columns above are all
        kind VARCHAR, profile_id BIGINT,
        input_tokens BIGINT, cache_write_5m_tokens BIGINT, cache_write_1h_tokens BIGINT,
        cache_read_tokens BIGINT, output_tokens BIGINT)[]
);

-- Derived, see usage_events.sql. One row per billed item: a response counted once however often
-- observed, and each advisor turn, compaction and failed attempt beside it.
CREATE TABLE usage_events (
    response_key           VARCHAR NOT NULL,    -- which response (see observations)
    part                   VARCHAR NOT NULL,    -- which of several responses under one key, '' for the only one
    item                   INTEGER NOT NULL,    -- number of the item in the response, from 0
    kind                   VARCHAR NOT NULL,    -- message, advisor, compaction, fallback
    is_response            BOOLEAN NOT NULL,    -- the item that counts as the response
    origin_id              BIGINT NOT NULL,     -- whose traffic
    profile_id             BIGINT NOT NULL,     -- model, speed, tier, geography as logged
    happened_at            TIMESTAMP NOT NULL,  -- earliest time of any of its lines, UTC; year 9999: none
    quarter_hour           INTEGER NOT NULL,    -- the same in quarter hours since 1970, to find local days by
    prompt_tokens          BIGINT NOT NULL,     -- input, cache writes and cache reads: decides the prompt band
    input_tokens           BIGINT NOT NULL,     -- uncached input
    cache_write_5m_tokens  BIGINT NOT NULL,     -- cache writes kept five minutes
    cache_write_1h_tokens  BIGINT NOT NULL,     -- cache writes kept one hour
    cache_read_tokens      BIGINT NOT NULL,     -- cache reads
    output_tokens          BIGINT NOT NULL,     -- output, thinking included
    web_search_requests    BIGINT NOT NULL,     -- web searches
    lines                  BIGINT NOT NULL,     -- lines that speak of the response, copies and echoes included
    provisional            BOOLEAN NOT NULL,    -- output not final: a lower bound
    disputed               BOOLEAN NOT NULL,    -- its lines disagree on the model or on the prompt
    file_id                BIGINT NOT NULL,     -- file of the line that speaks for it
    line                   BIGINT NOT NULL      -- number of that line
);
