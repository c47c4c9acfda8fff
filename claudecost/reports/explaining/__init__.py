"""From a cell of a report down to what made it: rates, rules, responses, files and lines; it adds up again."""
