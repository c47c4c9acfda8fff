-- One measurement of one kind of content.
INSERT INTO token_ratios BY NAME
SELECT
    $content AS content,
    $from_tokenizer AS from_tokenizer,
    $to_tokenizer AS to_tokenizer,
    $from_model AS from_model,
    $to_model AS to_model,
    $texts AS texts,
    $size AS bytes,
    $from_tokens AS from_tokens,
    $to_tokens AS to_tokens,
    $measured_at AS measured_at
