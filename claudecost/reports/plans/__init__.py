"""What usage is worth at list price, beside what a plan costs."""
