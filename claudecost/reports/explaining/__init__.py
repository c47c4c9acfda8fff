"""From a cell of a report down to what made it: rates, rules, responses, lines; and it adds up again."""
