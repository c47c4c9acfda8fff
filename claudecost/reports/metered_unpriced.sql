-- Metered tokens without a price: one row per profile, with why and when first met.
SELECT
    m.profile_id,
    sum(m.input_tokens + m.cache_write_5m_tokens + m.cache_write_1h_tokens + m.cache_write_unknown_tokens
        + m.cache_read_tokens + m.unsplit_prompt_tokens + m.output_tokens)::BIGINT AS tokens,
    min(m.starts_at) AS first_at
FROM metered_rows AS m
JOIN profile_groups AS g ON g.profile_id = m.profile_id
WHERE m.starts_at >= $since AND m.ends_at <= $until AND TRUE
  AND NOT EXISTS (
      FROM rates AS r
      WHERE r.profile_id = m.profile_id AND r.priced AND r.valid_from < m.ends_at
        AND r.valid_until > date_trunc('day', m.starts_at))
GROUP BY m.profile_id
ORDER BY tokens DESC, m.profile_id
