-- Version 2: what the organisation itself counts and is billed, beside what was seen request by request.

ALTER TABLE origins ADD COLUMN workspace VARCHAR;  -- workspace or gateway team whose request it was
ALTER TABLE origins ADD COLUMN api_key VARCHAR;    -- API key it was made with: its name, where one is known
ALTER TABLE origins ADD COLUMN tags VARCHAR;       -- labels the caller gave, as a JSON object, keys sorted

-- One row per file or answer of figures and ledger. Figures are restated by later snapshots of the same days,
-- never added to them; which one stands for a day is decided when a question is put.
CREATE TABLE snapshots (
    snapshot_id   BIGINT NOT NULL,     -- digest of ledger, traffic, period, organisation and content
    pull_id       BIGINT NOT NULL,     -- shared by the pages of one answer
    file_id       BIGINT NOT NULL,     -- the file or answer, see files
    source        VARCHAR NOT NULL,    -- console-tokens-csv, analytics-cost, ...
    ledger        VARCHAR NOT NULL,    -- metered or billed
    organization  VARCHAR NOT NULL,    -- whose figures, '' where nobody said
    traffic       VARCHAR NOT NULL,    -- api, or subscription: seats of a Team or Enterprise plan
    grade         VARCHAR NOT NULL,    -- billed, metered, estimated, notional
    dimensions    VARCHAR[] NOT NULL,  -- what rows can be told apart by, besides time
    since         DATE NOT NULL,       -- first UTC day covered
    until         DATE NOT NULL,       -- UTC day after the last one covered
    last_day      DATE,                -- newest day with a row; later ones may not have been over yet
    taken_at      TIMESTAMP NOT NULL,  -- when the figures were true, UTC
    is_daily      BOOLEAN NOT NULL,    -- every row lies within one UTC day
    is_rounded    BOOLEAN NOT NULL,    -- amounts are rounded to cents, row by row
    rows          BIGINT NOT NULL,     -- how many rows it has
    lost_rows     BIGINT NOT NULL,     -- how many of its lines could not be read
    is_last       BOOLEAN NOT NULL     -- false: a saved page that says there are more
);

-- One row per source row of tokens counted by the organisation's meters.
CREATE TABLE metered (
    snapshot_id                 BIGINT NOT NULL,     -- the snapshot
    row_no                      BIGINT NOT NULL,     -- number of the row in it, from 1
    starts_at                   TIMESTAMP NOT NULL,  -- what the row covers, UTC
    ends_at                     TIMESTAMP NOT NULL,  -- end of that, excluded
    workspace_id                VARCHAR,             -- id of the workspace, where the source has it
    workspace                   VARCHAR,             -- name of the workspace, where the source has it
    api_key_id                  VARCHAR,             -- id of the key
    api_key                     VARCHAR,             -- name of the key
    actor_type                  VARCHAR,             -- user, service_account, api_key, federated, organization
    actor                       VARCHAR,             -- e-mail address in lower case, else an id
    product                     VARCHAR,             -- claude_code, messages_api, chat, ...
    profile_id                  BIGINT NOT NULL,     -- model, speed, tier and geography as the source has them
    context_window              VARCHAR,             -- 0-200k, 200k-1M
    input_tokens                BIGINT NOT NULL,     -- uncached input
    cache_write_5m_tokens       BIGINT NOT NULL,     -- cache writes kept five minutes
    cache_write_1h_tokens       BIGINT NOT NULL,     -- cache writes kept one hour
    cache_write_unknown_tokens  BIGINT NOT NULL,     -- cache writes of which the source does not say how long
    cache_read_tokens           BIGINT NOT NULL,     -- cache reads
    unsplit_prompt_tokens       BIGINT NOT NULL,     -- prompts the source does not split into meters
    output_tokens               BIGINT NOT NULL,     -- output, thinking included
    web_search_requests         BIGINT NOT NULL,     -- web searches
    requests                    BIGINT,              -- API requests, where the source counts them
    estimated_usd               DECIMAL(38,15)       -- the source's own estimate, where it makes one
);

-- One row per source row of an amount Anthropic says is owed.
CREATE TABLE billed (
    snapshot_id     BIGINT NOT NULL,          -- the snapshot
    row_no          BIGINT NOT NULL,          -- number of the row in it, from 1
    starts_at       TIMESTAMP NOT NULL,       -- what the row covers, UTC
    ends_at         TIMESTAMP NOT NULL,       -- end of that, excluded
    workspace_id    VARCHAR,                  -- id of the workspace, where the source has it
    workspace       VARCHAR,                  -- name of the workspace, where the source has it
    api_key_id      VARCHAR,                  -- id of the key
    api_key         VARCHAR,                  -- name of the key
    actor_type      VARCHAR,                  -- user, service_account, api_key, federated, organization
    actor           VARCHAR,                  -- e-mail address in lower case, else an id
    product         VARCHAR,                  -- claude_code, messages_api, chat, ...
    profile_id      BIGINT NOT NULL,          -- model (or its display name), speed, tier, geography
    context_window  VARCHAR,                  -- 0-200k, 200k-1M
    cost_type       VARCHAR,                  -- tokens, web_search, code_execution, session_usage
    token_type      VARCHAR,                  -- input, cache_write_5m, cache_write_1h, cache_read, output
    description     VARCHAR,                  -- the source's own words
    billed_usd      DECIMAL(38,15) NOT NULL,  -- after discount, before credits and tax
    list_usd        DECIMAL(38,15),           -- before discount, NULL where the source does not say
    requests        BIGINT                    -- requests or spans, where the source counts them
);

-- One row per meaning an id has had; names are kept for ever once learnt.
CREATE TABLE names (
    kind        VARCHAR NOT NULL,   -- workspace, api_key, user, service_account, group, member, organization,
                                    -- git_remote
    id          VARCHAR NOT NULL,   -- its id; of a git remote the project's directory, as in origins
    name        VARCHAR,            -- what it was called
    email       VARCHAR,            -- e-mail address of a person
    attributes  VARCHAR,            -- JSON object of text: tags, status, seat tier, machine
    seen_at     TIMESTAMP NOT NULL  -- when it was called that, UTC
);
