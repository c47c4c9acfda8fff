-- What ccusage counts: one row per line, or advisor's turn, that is left by its rule of duplicates and lies
-- in the period. Tokens as we read that line (`our_`) and as it does; USD as it prices them: in the end, by
-- tokens alone, at standard speed, and at its base rates.
CREATE OR REPLACE TEMP TABLE parity_there (
    response_key           VARCHAR,
    kind                   VARCHAR,
    profile_id             BIGINT,
    happened_at            TIMESTAMP,
    has_message_id         BOOLEAN,
    has_request_id         BOOLEAN,
    session_id             VARCHAR,
    is_sidechain           BOOLEAN,
    model_id               VARCHAR,
    web_search_requests    BIGINT,
    our_input              BIGINT,
    our_cache_write_5m     BIGINT,
    our_cache_write_1h     BIGINT,
    our_cache_read         BIGINT,
    our_output             BIGINT,
    input                  BIGINT,
    cache_write_5m         BIGINT,
    cache_write_1h         BIGINT,
    cache_read             BIGINT,
    output                 BIGINT,
    is_priced              BOOLEAN,
    is_recorded            BOOLEAN,
    usd                    DECIMAL(38,24),
    by_tokens_usd          DECIMAL(38,15),
    at_standard_speed_usd  DECIMAL(38,15),
    at_base_rates_usd      DECIMAL(38,15)
)
