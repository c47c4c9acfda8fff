"""What may be spent in a month: the section `budgets` of the configuration, and budgets of the team file."""

from claudecost.budgets.reading import Budgets, read_budgets

__all__ = ["Budgets", "read_budgets"]
