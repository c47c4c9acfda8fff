"""Budgets against what is spent, and where a month is heading."""
