"""Whether prices can be read, how old they are, and whether everything in the store has one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ..errors import Error
from ..store import Store
from ..store.examining import examining
from .finding import About, Finding, hint_of, in_short

if TYPE_CHECKING:
    from ..pricing import Book

THEME = "book"

#: Prices move a few times a year; a book not finished anew for so many days has most likely missed a change.
OLD_DAYS = 45


def findings(about: About) -> Iterator[Finding]:
    """The book in use, its edition, digest and age; models nobody has a price for."""
    from ..pricing import load_book, shipped_folder
    from ..pricing.book import book_folder

    try:
        book = load_book(about.settings.pricing)
        folder, shipped = book_folder(), shipped_folder()
    except Error as error:
        yield Finding(THEME, "problem", f"the price book: {in_short(error)}", hint_of(error))
        return
    about.notes["book"] = book
    where = "shipped with the program" if folder == shipped else f"installed in {folder}"
    own = f", own prices from {about.settings.pricing}" if about.settings.pricing else ""
    yield Finding(THEME, "ok", f"prices {book.version}, {where}{own}, sha256 {book.sha256[:16]}")
    if (known := book.known_until) is not None:
        finished = edition_day(book.version) or known
        age = (about.now.date() - finished).days
        when = f"{age} days ago" if age >= 0 else "after today"  # a pinned clock, or one that is wrong
        says = f"the book was finished {when} ({finished}), its newest row became known on {known}"
        if age > OLD_DAYS:
            yield Finding(THEME, "note", says, "update claudecost, or `claudecost prices update FILE`")
        else:
            yield Finding(THEME, "ok", says)
    yield from _without_price(about, book)


def edition_day(version: str) -> date | None:
    """The day an edition is named after (`2026.11.20`, own editions behind a `+`); None for other names."""
    try:
        return date(*map(int, version.split("+")[0].split(".")[:3]))
    except (ValueError, TypeError):
        return None


def _without_price(about: About, book: Book) -> Iterator[Finding]:
    """Models the store has and the book does not know; a store that cannot be read is another theme's."""
    from ..pricing import identify

    store = Store(about.settings.db)
    try:
        if not store.exists():
            return
        with examining(store) as opened:
            if not opened.is_current:
                return
            profiles = opened.reader.profiles()
    except Error:
        return
    identities = [identify(book, profile.model_id) for profile in profiles]
    unknown = sorted({one.model or "(none)" for one in identities if not one.known})
    if unknown:
        names = ", ".join(unknown[:5]) + (" ..." if len(unknown) > 5 else "")
        yield Finding(
            THEME,
            "note",
            f"no price for {names}: their usage is counted, and left out of every cost",
            "`claudecost prices check` says what it comes to",
        )
    elif profiles:
        yield Finding(THEME, "ok", "the book knows every model in the store")
