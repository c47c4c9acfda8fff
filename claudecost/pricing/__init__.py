"""The price book and what it makes of usage: whose id is this, which rates apply, what does it cost.

`load_book` reads and checks the tables, `identify` names the model behind an
id, `rate_card` multiplies every modifier out, `price_item` prices one item.
"""

from claudecost.pricing.book import FILES, Book, book_sha256, load_book, shipped_folder
from claudecost.pricing.fees import ccu, code_execution_cost, session_runtime_cost
from claudecost.pricing.models import identify, near_misses
from claudecost.pricing.price import PricedLine, cost_usd, price_item, rate_for
from claudecost.pricing.rates import rate_card

__all__ = [
    "FILES",
    "Book",
    "PricedLine",
    "book_sha256",
    "ccu",
    "code_execution_cost",
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
