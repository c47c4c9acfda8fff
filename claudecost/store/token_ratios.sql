-- The newest measurement of every kind of content for two tokenizers: one row each.
SELECT
    content,
    from_tokenizer,
    to_tokenizer,
    from_model,
    to_model,
    texts,
    bytes,
    from_tokens,
    to_tokens,
    measured_at
FROM (
    SELECT DISTINCT ON (from_tokenizer, to_tokenizer, content) *
    FROM token_ratios
    ORDER BY from_tokenizer, to_tokenizer, content, measured_at DESC, from_tokens DESC
) AS newest
ORDER BY from_tokenizer, to_tokenizer, content
