"""The price book: found, read, checked, and read again as it was known on an earlier day.

The shipped book lies inside an installed wheel (`claudecost/_data/pricing`) or
next to the package in a working copy (`pricing/`). A folder of the user's own
rows may be laid over it: the same files, any of them, and own rows win on
their days.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from claudecost import yamlfile
from claudecost.errors import BadConfig, Place
from claudecost.pricing import checks, installed, names, tables
from claudecost.pricing import rows as r
from claudecost.pricing.tables import Table

FILES = (
    "book.yaml",
    "models.yaml",
    "prices.yaml",
    "modifiers.yaml",
    "fees.yaml",
    "tokenizers.yaml",
    "plans.yaml",
)


@dataclass(frozen=True, repr=False)
class Book:
    """Every row of every table, and which edition this is.

    `sha256` is over the names and the bytes of the files, the user's own
    included. `known_on` is the day `as_of` was asked for, None for all rows.
    """

    version: str
    sha256: str
    files: tuple[Path, ...]
    sources: dict[str, str]
    models: tuple[r.Model, ...] = ()
    prices: tuple[r.Price, ...] = ()
    modifiers: tuple[r.Modifier, ...] = ()
    cache_rules: tuple[r.CacheRule, ...] = ()
    service_tiers: tuple[r.ServiceTier, ...] = ()
    fees: tuple[r.Fee, ...] = ()
    allowances: tuple[r.Allowance, ...] = ()
    tokenizers: tuple[r.Tokenizer, ...] = ()
    ratios: tuple[r.Ratio, ...] = ()
    plans: tuple[r.Plan, ...] = ()
    renames: tuple[r.Rename, ...] = ()
    credits: tuple[r.Credit, ...] = ()
    known_on: date | None = None

    def __repr__(self) -> str:
        return f"<price book {self.version} {self.sha256[:8]}>"

    def as_of(self, day: date) -> Book:
        """The book as it was known on a day: without the rows that became known later."""
        known: dict[str, Any] = {
            field: tuple(row for row in getattr(self, field) if row.known_since <= day)
            for _, _, field, _ in SECTIONS
        }
        return replace(self, known_on=day, **known)

    @property
    def known_until(self) -> date | None:
        """The last day on which one of its rows became known; None for a book without rows."""
        days = (row.known_since for _, _, field, _ in SECTIONS for row in getattr(self, field))
        return max(days, default=None)

    @cached_property
    def by_id(self) -> dict[str, r.Model]:
        """Every model by its canonical id."""
        return {model.id: model for model in self.models}

    @cached_property
    def by_name(self) -> dict[str, tuple[str, r.Model]]:
        """Every name a model goes by, in lower case, with the provider that spells it so."""
        names = {
            name.lower(): (provider, model) for model in self.models for provider, name in model.spellings
        }
        return names | {model.id.lower(): ("anthropic", model) for model in self.models}


def load_book(overlay: Path | None = None, *, folder: Path | None = None) -> Book:
    """Read and check the price book; `overlay` holds own rows, `folder` stands in for the shipped book.

    Raises BadConfig with file and line for the first thing that cannot be used.
    """
    files = _read(overlay, folder)
    found = [Table(path.name, layer, yamlfile.parse(data, str(path))) for layer, path, data in files]
    book = _assemble(found, _digest(files), tuple(path for _, path, _ in files))
    checks.check(book)
    return book


def book_sha256(overlay: Path | None = None, *, folder: Path | None = None) -> str:
    """The `sha256` the book would have, without reading what is in it; raises BadConfig like `load_book`."""
    return _digest(_read(overlay, folder))


def shipped_folder() -> Path:
    """Where the book that came with this program lies; raises BadConfig if it is gone."""
    package = Path(__file__).parent.parent
    for folder in (package / "_data" / "pricing", package.parent / "pricing"):
        if folder.is_dir():
            return folder
    raise BadConfig("the price book is missing from this installation", where=Place(str(package)))


def book_folder() -> Path:
    """Where the book in use lies: the shipped one, or a newer one that `prices update` has installed."""
    shipped = shipped_folder()
    return installed.newer_than(shipped) or shipped


def _read(overlay: Path | None, folder: Path | None) -> list[tuple[int, Path, bytes]]:
    """Every file of the book with its layer and its bytes, own files after the shipped ones."""
    shipped = folder or book_folder()
    layers = [(0, path) for path in _files(shipped)]
    missing = [name for name in FILES if name not in {path.name for _, path in layers}]
    if missing:
        raise BadConfig(f"this price book has no {missing[0]}", where=Place(str(shipped)))
    layers += [(r.OWN, path) for path in _files(overlay)] if overlay is not None else []
    found = [(layer, path, yamlfile.load(path)) for layer, path in layers]
    if folder is None:
        installed.refuse_altered(shipped, _digest([file for file in found if file[0] != r.OWN]))
    return found


def _digest(files: list[tuple[int, Path, bytes]]) -> str:
    digest = hashlib.sha256()
    for layer, path, data in files:
        digest.update(f"{layer}/{path.name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    """The tables in a folder, in the order of FILES; a YAML file of another name is refused."""
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        what = f"cannot read this folder of prices: {error.strerror}"
        raise BadConfig(what, where=Place(str(folder))) from None
    for name in names:
        if name not in FILES:
            close = get_close_matches(name, FILES, 1)
            hint = f"is {close[0]} meant?" if close else f"the tables are {', '.join(FILES)}"
            raise BadConfig("no table of prices has this name", where=Place(str(folder / name)), hint=hint)
    if not names:
        hint = f"the tables are {', '.join(FILES)}"
        raise BadConfig("there is no table of prices in this folder", where=Place(str(folder)), hint=hint)
    return [folder / name for name in FILES if name in names]


#: Which section of which file holds which rows of the book.
SECTIONS: tuple[tuple[str, str, str, Any], ...] = (
    ("models.yaml", "models", "models", tables.model),
    ("prices.yaml", "prices", "prices", tables.price),
    ("modifiers.yaml", "modifiers", "modifiers", tables.modifier),
    ("modifiers.yaml", "cache_multipliers", "cache_rules", tables.cache_rule),
    ("modifiers.yaml", "service_tiers", "service_tiers", tables.service_tier),
    ("fees.yaml", "fees", "fees", tables.fee),
    ("fees.yaml", "allowances", "allowances", tables.allowance),
    ("tokenizers.yaml", "tokenizers", "tokenizers", tables.tokenizer),
    ("tokenizers.yaml", "ratios", "ratios", tables.ratio),
    ("plans.yaml", "plans", "plans", tables.plan),
    ("plans.yaml", "renames", "renames", tables.rename),
    ("plans.yaml", "credits", "credits", tables.credit),
)


def _assemble(found: list[Table], sha256: str, files: tuple[Path, ...]) -> Book:
    """One book from all tables, own rows after the shipped ones."""
    rows: dict[str, Any] = {field: [] for _, _, field, _ in SECTIONS}
    version: str = ""
    sources: dict[str, str] = {}
    for table in found:
        if table.name == "book.yaml":
            version, sources = _edition(table, version, sources)
        for name, section, field, reader in SECTIONS:
            if name == table.name:
                rows[field] += table.rows(section, reader)
        table.root.finish()
    rows["models"] = names.fold(rows["models"])
    everything: dict[str, Any] = {field: tuple(of) for field, of in rows.items()}
    return Book(version=version, sha256=sha256, files=files, sources=sources, **everything)


def _edition(table: Table, version: str, sources: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The version and the source keys after one more book.yaml; own versions are appended with a `+`."""
    own = table.layer == r.OWN
    named = table.root.maybe("version", yamlfile.text) if own else table.root.need("version", yamlfile.text)
    table.root.maybe("currency", yamlfile.choice("USD"))
    return "+".join(filter(None, (version, named))), sources | tables.sources(table.root)
