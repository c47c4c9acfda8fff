"""What a month's files hold: usage by day, team and model; and charges as FOCUS has them."""
