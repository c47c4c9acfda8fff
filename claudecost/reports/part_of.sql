-- The part of a whole number from one millionth to another. Parts of a whole that cover it add up to it; `luck`,
-- the same for all parts of one thing, decides who gets what cannot be cut, so that over many things every part
-- comes to its share: of a split key's responses 60 in 100 are platform's, which ones their ids say.
-- Counts beyond a million millions, which no event should reach, are reckoned with larger and slower numbers.
CREATE OR REPLACE TEMP MACRO part_of(whole, share_from, share_upto, luck) AS
    CASE WHEN share_upto - share_from = 1000000 THEN whole
    WHEN whole BETWEEN 0 AND 1000000000000
        THEN (whole::BIGINT * share_upto + luck) // 1000000 - (whole::BIGINT * share_from + luck) // 1000000
    ELSE ((whole::HUGEINT * share_upto + luck) // 1000000 - (whole::HUGEINT * share_from + luck) // 1000000)::BIGINT
    END
