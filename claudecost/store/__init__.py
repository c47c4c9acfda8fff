"""The store: the only room that speaks DuckDB. `Store` is its front door."""

from .store import Reader, Saved, Stale, Store
from .trouble import NoStore

__all__ = ["NoStore", "Reader", "Saved", "Stale", "Store"]
