"""Dated exchange rates a person supplies: applied to each UTC day's amounts before anything is added up.

A rate holds from its day until the next one in the file, but for no more than a week: banks publish none at
weekends and on holidays, and an older one would be a guess. There is never one rate for a whole period.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from .errors import BadConfig, Exit, Place
from .money import exact
from .records import Exchange

COLUMNS = ("date", "currency", "per_usd")

#: Decimals a rate may have, and the size it has to stay below.
PLACES, LARGEST = 6, Decimal(10**7)

#: No table of rates comes near.
MAX_BYTES = 16_000_000


def read_exchange(path: Path, currency: str) -> Exchange:
    """The rates of one currency from a CSV with the columns date, currency, per_usd; raises BadConfig."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        denied = isinstance(error, PermissionError)
        raise BadConfig(
            f"cannot read the exchange rates: {(error.strerror or type(error).__name__).lower()}",
            where=Place(str(path)),
            hint=f"`exchange_rates` names a CSV with the columns {', '.join(COLUMNS)}",
            exit_code=Exit.NO_PERMISSION if denied else None,
        ) from None
    if len(data) > MAX_BYTES:
        raise BadConfig(
            "this file is larger than 16 MB", where=Place(str(path)), hint="is it the right file?"
        )
    rates: dict[date, Decimal] = {}
    for line, row in _lines(data, path):
        where = Place(str(path), line)
        day, code, per_usd = _rate(row, where)
        if code != currency:
            continue
        if rates.get(day, per_usd) != per_usd:
            raise BadConfig(
                f"two rates for {currency} on {day}", where=Place(str(path), line), hint="keep one"
            )
        rates[day] = per_usd
    if not rates:
        raise BadConfig(
            f"there is no rate for {currency}",
            where=Place(str(path)),
            hint=f"add lines such as 2026-10-01,{currency},0.9123: units per US dollar on that day",
        )
    return Exchange(currency, str(path), sha256(data).hexdigest(), rates)


def _lines(data: bytes, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadConfig("this is not UTF-8 text", where=Place(str(path)), hint="save it as UTF-8") from None
    reader = csv.DictReader(text.splitlines())
    header = [name.strip() for name in reader.fieldnames or ()]
    if header != list(COLUMNS):
        raise BadConfig(
            "the columns of this file are not those of exchange rates",
            where=Place(str(path), 1),
            impact=f"found: {', '.join(header) or 'nothing'}"[:120],
            hint=f"the first line has to be {','.join(COLUMNS)}",
        )
    reader.fieldnames = header
    for row in reader:
        yield reader.line_num, row


def _rate(row: dict[str, str], where: Place) -> tuple[date, str, Decimal]:
    try:
        day = date.fromisoformat((row["date"] or "").strip())
    except ValueError:
        raise BadConfig("this line has no day", where=where, hint="write it like 2026-10-01") from None
    code = (row["currency"] or "").strip()
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise BadConfig("this line has no currency", where=where, hint="write its ISO 4217 code, like EUR")
    try:
        per_usd = exact((row["per_usd"] or "").strip())
        if not 0 < per_usd < LARGEST or per_usd != round(per_usd, PLACES):
            raise ValueError
    except ValueError:
        raise BadConfig(
            f"this line has no rate that can be used: a plain number above 0 with at most {PLACES} decimals",
            where=where,
            hint="write how many units one US dollar is worth, like 0.9123",
        ) from None
    return day, code, per_usd
