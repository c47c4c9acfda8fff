-- What is sold: one row per rate that has a price, with the labels of its profile and the prompts it is for.
-- Rates that read the same share a sku_no, and numbers run in the order of what is read.
-- Expects the temporary table rates.
CREATE OR REPLACE TEMP TABLE focus_skus AS
WITH labels AS (
    SELECT unnest(from_json($labels, '[{
        "profile_group": "INTEGER", "model": "VARCHAR", "service_tier": "VARCHAR", "speed": "VARCHAR",
        "geo": "VARCHAR", "provider": "VARCHAR"}]'), recursive := TRUE)
),

shown AS (
    SELECT
        r.rate_no,
        l.model,
        l.service_tier,
        l.speed,
        nullif(l.geo, 'not_available') AS geo,
        l.provider,
        CASE WHEN r.prompt_over > 0 THEN r.prompt_over END AS prompt_over,
        CASE WHEN r.prompt_upto < $any_prompt THEN r.prompt_upto END AS prompt_upto
    FROM rates AS r
    JOIN labels AS l ON l.profile_group = r.profile_group
    WHERE r.priced AND r.billed
)

SELECT
    *,
    (dense_rank() OVER (
        ORDER BY model, service_tier, speed, geo, provider, prompt_over, prompt_upto
    ))::INTEGER AS sku_no
FROM shown
