-- Version 3: months that are closed, what restating them gave, and how two tokenizers compare on one's own texts.

-- One row per month that has been closed. Never changed, never removed: a later look is a restatement.
CREATE TABLE closings (
    closing_id      BIGINT NOT NULL,     -- number of the closing, from 1
    month           VARCHAR NOT NULL,    -- the UTC month, 2026-10
    since           TIMESTAMP NOT NULL,  -- its first instant, UTC
    until           TIMESTAMP NOT NULL,  -- the first instant after it, UTC
    closed_at       TIMESTAMP NOT NULL,  -- when it was closed, UTC
    closed_with     VARCHAR NOT NULL,    -- the claudecost version that closed it
    book_version    VARCHAR NOT NULL,    -- edition of the price book
    book_sha256     VARCHAR NOT NULL,    -- digest of the price book
    as_of           DATE NOT NULL,       -- the day up to which prices were known
    teams_sha256    VARCHAR,             -- digest of the team file, NULL where there was none
    events_sha256   VARCHAR NOT NULL,    -- digest of the events frozen with it
    figures_sha256  VARCHAR NOT NULL,    -- digest of the figures frozen with it
    accepted        VARCHAR NOT NULL,    -- JSON object: what was open and accepted, with how much of it
    cards           VARCHAR NOT NULL,    -- JSON: the rates of every profile, as they were
    teams           VARCHAR NOT NULL,    -- JSON: the rules in words by their number, as they were
    snapshots       VARCHAR NOT NULL,    -- JSON: the exports and answers of the organisation as known then
    names           VARCHAR NOT NULL     -- JSON: what ids of the organisation were called then
);

-- One row per usage event of a closed month, as it was; the columns are those of usage_events.
CREATE TABLE closed_events (
    closing_id             BIGINT NOT NULL,     -- the closing
    response_key           VARCHAR NOT NULL,    -- which response
    part                   VARCHAR NOT NULL,    -- which of several responses under one key
    item                   INTEGER NOT NULL,    -- number of the item in the response
    kind                   VARCHAR NOT NULL,    -- message, advisor, compaction, fallback
    is_response            BOOLEAN NOT NULL,    -- the item that counts as the response
    origin_id              BIGINT NOT NULL,     -- whose traffic
    profile_id             BIGINT NOT NULL,     -- model, speed, tier, geography as logged
    happened_at            TIMESTAMP NOT NULL,  -- when, UTC
    quarter_hour           INTEGER NOT NULL,    -- the same in quarter hours since 1970
    prompt_tokens          BIGINT NOT NULL,     -- input, cache writes and cache reads
    input_tokens           BIGINT NOT NULL,     -- uncached input
    cache_write_5m_tokens  BIGINT NOT NULL,     -- cache writes kept five minutes
    cache_write_1h_tokens  BIGINT NOT NULL,     -- cache writes kept one hour
    cache_read_tokens      BIGINT NOT NULL,     -- cache reads
    output_tokens          BIGINT NOT NULL,     -- output, thinking included
    web_search_requests    BIGINT NOT NULL,     -- web searches
    lines                  BIGINT NOT NULL,     -- lines that spoke of the response
    provisional            BOOLEAN NOT NULL,    -- output not final: a lower bound
    disputed               BOOLEAN NOT NULL,    -- its lines disagree on the model or on the prompt
    file_id                BIGINT NOT NULL,     -- file of the line that speaks for it
    line                   BIGINT NOT NULL      -- number of that line
);

-- One row per kind of traffic, stretch of days and team that bore a
-- closed month's usage. A kind is what rules see of a row: who, where, with which key.
CREATE TABLE closed_bearers (
    closing_id   BIGINT NOT NULL,     -- the closing
    ledger       VARCHAR NOT NULL,    -- requests, metered or billed
    subject_id   BIGINT NOT NULL,     -- digest of what rules see of a row
    since        TIMESTAMP NOT NULL,  -- from this UTC day on
    until        TIMESTAMP NOT NULL,  -- until before this one
    team         VARCHAR NOT NULL,    -- the team, or `unallocated`
    team_path    VARCHAR NOT NULL,    -- the team below its parents, `company/data`
    cost_center  VARCHAR,             -- its cost centre, or its nearest parent's; `unallocated` for what no team bears
    rule_no      INTEGER NOT NULL,    -- number of the rule that hit, 0 for none
    share_from   INTEGER NOT NULL,    -- its part begins here, in millionths
    share_upto   INTEGER NOT NULL     -- and ends here
);

-- One row per ledger, day, team, cost centre and model of a closed month: its figures, as they were.
CREATE TABLE closed_figures (
    closing_id             BIGINT NOT NULL,   -- the closing
    ledger                 VARCHAR NOT NULL,  -- requests, metered or billed
    day                    DATE,              -- the UTC day; NULL for rows over several days
    team                   VARCHAR NOT NULL,  -- the team, or `unallocated`
    cost_center            VARCHAR,           -- its cost centre
    model                  VARCHAR,           -- the model
    responses              BIGINT NOT NULL,   -- responses; rows of the source in the billed ledger
    total_tokens           BIGINT NOT NULL,   -- tokens of all meters
    cost_usd               DECIMAL(38,21) NOT NULL,  -- cost by the book, or the amount billed
    unpriced_tokens        BIGINT NOT NULL    -- tokens without a price
);

-- One row per time a closed month has been restated: a note beside the closing, which stays as it is.
CREATE TABLE restatements (
    restatement_id  BIGINT NOT NULL,     -- number of the restatement, from 1
    closing_id      BIGINT NOT NULL,     -- the closing it is about
    restated_at     TIMESTAMP NOT NULL,  -- when, UTC
    restated_with   VARCHAR NOT NULL,    -- the claudecost version that did it
    book_version    VARCHAR NOT NULL,    -- edition of the price book then
    book_sha256     VARCHAR NOT NULL,    -- digest of the price book then
    teams_sha256    VARCHAR,             -- digest of the team file then, NULL where there was none
    events_sha256   VARCHAR NOT NULL,    -- digest of the month's events then
    reason          VARCHAR              -- why, in the words of whoever recorded it
);

-- One row per cell and cause of a restatement: what today's data, prices and rules add to the closed figure.
CREATE TABLE restated_figures (
    restatement_id  BIGINT NOT NULL,   -- the restatement
    ledger          VARCHAR NOT NULL,  -- requests, metered or billed
    day             DATE,              -- the UTC day; NULL for rows over several days
    team            VARCHAR NOT NULL,  -- the team, or `unallocated`
    cost_center     VARCHAR,           -- its cost centre
    model           VARCHAR,           -- the model
    cause           VARCHAR NOT NULL,  -- late_data, duplicates, price_correction, allocation_change
    responses       BIGINT NOT NULL,   -- more or fewer responses
    total_tokens    BIGINT NOT NULL,   -- more or fewer tokens
    cost_usd        DECIMAL(38,21) NOT NULL  -- more or less cost
);

-- One row per measurement of one kind of content: tokens of the same text under two tokenizers. No text is kept.
CREATE TABLE token_ratios (
    measured_at     TIMESTAMP NOT NULL,  -- when, UTC
    content         VARCHAR NOT NULL,    -- kind of content: python, english prose, ...
    from_tokenizer  VARCHAR NOT NULL,    -- the older tokenizer, T1
    to_tokenizer    VARCHAR NOT NULL,    -- the newer one, T2
    from_model      VARCHAR NOT NULL,    -- model asked for the older count
    to_model        VARCHAR NOT NULL,    -- model asked for the newer count
    texts           BIGINT NOT NULL,     -- how many texts were counted
    bytes           BIGINT NOT NULL,     -- how large they were together
    from_tokens     BIGINT NOT NULL,     -- their tokens under the older tokenizer
    to_tokens       BIGINT NOT NULL      -- their tokens under the newer one
);
