"""Where intake, pricing and reports meet: a question put to the store becomes a report."""

from .desk import Desk, desk

__all__ = ["Desk", "desk"]
