"""What is being used right now: the open window, today, this month."""
