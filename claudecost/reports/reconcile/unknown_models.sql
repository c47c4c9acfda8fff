-- Usage without a price of ours that was billed nevertheless.
UPDATE cells
SET cause = 'unknown_model', how = 'whole'
WHERE how IS NULL AND unpriced_tokens > 0
