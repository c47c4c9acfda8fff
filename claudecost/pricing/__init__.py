"""The price book and what it makes of usage: whose id is this, which rates apply, what does it cost.

`load_book` reads and checks the tables, `identify` names the model behind an
id, `rate_card` multiplies every modifier out, `price_item` prices one item,
`compiled` keeps ready-made rates. A name is imported when it is first asked
for: most reports need the last one only.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claudecost.pricing.book import FILES, Book, book_sha256, load_book, shipped_folder
    from claudecost.pricing.compiled import Compiled, compiled
    from claudecost.pricing.fees import ccu, code_execution_cost, session_runtime_cost
    from claudecost.pricing.models import identify, near_misses
    from claudecost.pricing.price import PricedLine, cost_usd, price_item, rate_for
    from claudecost.pricing.rates import rate_card

_HOMES = {
    "FILES": "book",
    "Book": "book",
    "Compiled": "compiled",
    "PricedLine": "price",
    "book_sha256": "book",
    "ccu": "fees",
    "code_execution_cost": "fees",
    "compiled": "compiled",
    "cost_usd": "price",
    "identify": "models",
    "load_book": "book",
    "near_misses": "models",
    "price_item": "price",
    "rate_card": "rates",
    "rate_for": "price",
    "session_runtime_cost": "fees",
    "shipped_folder": "book",
}

__all__ = [
    "FILES",
    "Book",
    "Compiled",
    "PricedLine",
    "book_sha256",
    "ccu",
    "code_execution_cost",
    "compiled",
    "cost_usd",
    "identify",
    "load_book",
    "near_misses",
    "price_item",
    "rate_card",
    "rate_for",
    "session_runtime_cost",
    "shipped_folder",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found  # `compiled` is also the name of its module, which the import has just set here
    return found
