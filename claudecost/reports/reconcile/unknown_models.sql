-- Usage or bills of models without a price of ours.
UPDATE cells
SET cause = 'unknown_model', how = 'whole'
WHERE how IS NULL AND (unpriced_tokens > 0 OR (usage_rows = 0 AND of_unknown_model))
