-- The number of a kind of traffic: a digest of what rules can see of it, the same in every store.
CREATE OR REPLACE TEMP MACRO subject_of(a, b, c, d, e, f, g, h) AS
    (md5_number_lower(concat_ws(chr(31),
        coalesce(a, chr(30)), coalesce(b, chr(30)), coalesce(c, chr(30)), coalesce(d, chr(30)),
        coalesce(e, chr(30)), coalesce(f, chr(30)), coalesce(g, chr(30)), coalesce(h, chr(30)))) >> 1)::BIGINT
