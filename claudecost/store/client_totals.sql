-- Version 4: what Claude Code itself says a session came to. Kept because the transcript it stands in will be
-- deleted; a second account of the same usage, so it is compared and never added.

-- One row per session, model and file, of the record with the largest total met there: `cost-state`.
CREATE TABLE client_totals (
    file_id             BIGINT NOT NULL,          -- the transcript
    line                BIGINT NOT NULL,          -- number of the record's line, from 1
    session_id          VARCHAR NOT NULL,         -- the conversation
    started_ms          BIGINT NOT NULL,          -- when counting began, milliseconds since 1970; 0: not said
    total_usd           DECIMAL(38,15) NOT NULL,  -- the record's total over all models, at the client's price
    is_partly_unpriced  BOOLEAN NOT NULL,         -- the client had no price for some model of it
    model_id            VARCHAR NOT NULL,         -- model as the client names it, [1m] included
    input_tokens        BIGINT NOT NULL,          -- uncached input
    cache_write_tokens  BIGINT NOT NULL,          -- cache writes, however long kept
    cache_read_tokens   BIGINT NOT NULL,          -- cache reads
    output_tokens       BIGINT NOT NULL,          -- output, thinking included
    web_search_requests BIGINT NOT NULL,          -- web searches
    cost_usd            DECIMAL(38,15) NOT NULL   -- the client's own price of it
);

-- One row per transcript read before there was this table: whether it holds such a record is not known yet.
CREATE TABLE client_totals_unread (
    file_id  BIGINT NOT NULL  -- the transcript
);

-- The first such records were written on 2026-08-26, and only into the transcripts of conversations.
INSERT INTO client_totals_unread
SELECT file_id
FROM files
WHERE source = 'claude-code'
  AND coalesce(last_at, TIMESTAMP '9999-01-01') >= TIMESTAMP '2026-08-01'
  AND path NOT SIMILAR TO '.*[/\\]agent-[^/\\]*';
