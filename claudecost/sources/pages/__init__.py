"""Response pages of the organisation's endpoints -> ledgers, whether saved by a person or just fetched."""

from .json_text import load
from .query import Query
from .reading import read_pages
from .shapes import recognise_page, why_not

__all__ = ["Query", "load", "read_pages", "recognise_page", "why_not"]
