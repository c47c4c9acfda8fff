"""Who bears usage: the team file, read and checked whole before anything is computed from it."""

from .reading import read_teams

__all__ = ["read_teams"]
