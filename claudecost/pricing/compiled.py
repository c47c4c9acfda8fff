"""The rates of what is in a store, kept ready-made between runs.

Reading, checking and multiplying out the book takes 40 ms, a sixth of a small
report, and gives the same rates as last time nearly always. They are kept in
the cache directory under a digest of everything they follow from: the tables,
the code that reads them, the day, the profiles. Whatever changes, the digest
changes; nothing in the cache is ever believed for anything else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ..records import Profile, RateCard

#: Ready-made sets of rates kept; a person uses one or two.
KEPT = 8


@dataclass(frozen=True)
class Compiled:
    """Rate cards, one per profile, and the edition of the book behind them."""

    version: str
    sha256: str
    cards: tuple[RateCard, ...]


def compiled(
    overlay: Path | None, as_of: date | None, profiles: Sequence[Profile], cache: Path | None
) -> Compiled:
    """The rates of these profiles by the book as known on a day (None: all that is known).

    Raises BadConfig like `load_book`. `cache` is a directory; without one nothing is kept.
    """
    path = None
    if cache is not None and (digest := _digest(overlay, as_of, profiles)) is not None:
        path = cache / f"rates-{digest}.json"
        if (found := _read(path)) is not None:
            return found
    fresh = _compile(overlay, as_of, profiles)
    if path is not None:
        with suppress(OSError):
            _keep(path, fresh)
    return fresh


def cards_to_json(cards: Sequence[RateCard]) -> str:
    """Rate cards as text, every digit of them; for a closing, which keeps them for ever."""
    import msgspec

    return msgspec.json.encode(list(cards)).decode()


def cards_from_json(text: str) -> tuple[RateCard, ...]:
    """What was given to `cards_to_json`."""
    import msgspec

    return msgspec.json.decode(text, type=tuple[RateCard, ...])


def _compile(overlay: Path | None, as_of: date | None, profiles: Sequence[Profile]) -> Compiled:
    from .book import load_book
    from .rates import rate_card

    book = load_book(overlay)
    known = book if as_of is None else book.as_of(as_of)
    return Compiled(known.version, known.sha256, tuple(rate_card(known, profile) for profile in profiles))


def _digest(overlay: Path | None, as_of: date | None, profiles: Sequence[Profile]) -> str | None:
    """Of all that the rates follow from; None where a book has been installed or a file cannot be read."""
    from ..config import default_store

    digest = sha256(f"{overlay} {as_of} {list(profiles)!r}".encode("utf-8", "surrogatepass"))
    if (default_store().parent / "pricing-installed").exists():
        return None
    try:
        for path in _ingredients(overlay):
            data = path.read_bytes()
            digest.update(f"{path.name} {len(data)}\n".encode() + data)
    except OSError:
        return None
    return digest.hexdigest()[:32]


def _ingredients(overlay: Path | None) -> Iterator[Path]:
    package = Path(__file__).parent.parent
    shipped = package / "_data" / "pricing"
    yield from sorted((shipped if shipped.is_dir() else package.parent / "pricing").glob("*.yaml"))
    yield from sorted(overlay.iterdir()) if overlay is not None else ()
    for code in ("pricing/*.py", "yamlfile/*.py", "records.py", "money.py"):
        yield from sorted(package.glob(code))


def _read(path: Path) -> Compiled | None:
    """What is kept under a path; None for nothing, and for what cannot be read back whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    import msgspec

    try:
        return msgspec.json.decode(data, type=Compiled)
    except msgspec.MsgspecError:
        return None


def _keep(path: Path, fresh: Compiled) -> None:
    """Write aside and rename, so that no reader meets half of it; forget the oldest beyond KEPT."""
    import msgspec

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_bytes(msgspec.json.encode(fresh))
    aside.replace(path)
    kept = sorted(path.parent.glob("rates-*.json"), key=lambda found: found.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)
