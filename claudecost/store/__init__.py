"""The store: the only room that speaks DuckDB. `Store` is its front door."""

from .store import Reader, Saved, Store

__all__ = ["Reader", "Saved", "Store"]
