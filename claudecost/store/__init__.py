"""The store: the only room that speaks DuckDB. `Store` is its front door."""

from .loading import Saved, Stale
from .store import Reader, Store
from .trouble import NoStore

__all__ = ["NoStore", "Reader", "Saved", "Stale", "Store"]
