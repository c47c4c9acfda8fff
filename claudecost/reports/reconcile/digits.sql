-- All digits of an amount and no more, as text: `0.02564`.
CREATE OR REPLACE TEMP MACRO digits(amount) AS
    CASE WHEN amount = 0 THEN '0' ELSE rtrim(rtrim(amount::VARCHAR, '0'), '.') END
