-- What ccusage counts, at our prices, step by step: one row per entry and step. `logged` is as we read it,
-- `counted` as ccusage does, `billed` as if nothing were free by rule; from then on without searches, and
-- further without service tier, geography and speed, as a short prompt (`base`), and as one of `today`.
-- Expects the temporary tables parity_there, parity_variants (which profile prices what) and rates.
CREATE OR REPLACE TEMP TABLE parity_priced AS
WITH counted AS (
    SELECT
        t.rowid AS entry_no,
        v.step,
        r.priced,
        r.billed,
        v.step = 'logged' AS as_we_read,
        CASE WHEN v.step IN ('logged', 'counted', 'billed') THEN t.web_search_requests ELSE 0 END AS searches,
        CASE WHEN v.step = 'logged' THEN t.our_input ELSE t.input END AS fresh,
        CASE WHEN v.step = 'logged' THEN t.our_cache_write_5m ELSE t.cache_write_5m END AS five,
        CASE WHEN v.step = 'logged' THEN t.our_cache_write_1h ELSE t.cache_write_1h END AS hour,
        CASE WHEN v.step = 'logged' THEN t.our_cache_read ELSE t.cache_read END AS read,
        CASE WHEN v.step = 'logged' THEN t.our_output ELSE t.output END AS written,
        r.input, r.cache_write_5m, r.cache_write_1h, r.cache_read, r.output, r.web_search
    FROM parity_there AS t
    JOIN parity_variants AS v ON v.profile_id = t.profile_id
    JOIN rates AS r
        ON r.profile_id = v.priced_as
        AND CASE WHEN v.step = 'today' THEN $today ELSE t.happened_at END >= r.valid_from
        AND CASE WHEN v.step = 'today' THEN $today ELSE t.happened_at END < r.valid_until
        AND CASE
            WHEN v.step IN ('base', 'today') THEN 0
            WHEN v.step = 'logged'
                THEN t.our_input + t.our_cache_write_5m + t.our_cache_write_1h + t.our_cache_read
            ELSE t.input + t.cache_write_5m + t.cache_write_1h + t.cache_read
        END > r.prompt_over
        AND CASE
            WHEN v.step IN ('base', 'today') THEN 0
            WHEN v.step = 'logged'
                THEN t.our_input + t.our_cache_write_5m + t.our_cache_write_1h + t.our_cache_read
            ELSE t.input + t.cache_write_5m + t.cache_write_1h + t.cache_read
        END <= r.prompt_upto
)
SELECT
    entry_no,
    step,
    priced,
    CASE WHEN billed THEN fresh + five + hour + read + written ELSE 0 END AS tokens,
    CASE WHEN billed THEN
        fresh * coalesce(input, 0)
        + five * coalesce(cache_write_5m, 0)
        + hour * coalesce(cache_write_1h, 0)
        + read * coalesce(cache_read, 0)
        + written * coalesce(output, 0)
        + searches * 1000 * coalesce(web_search, 0)
    ELSE 0 END AS micro_usd
FROM counted
