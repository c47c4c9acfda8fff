"""The list of members of a Team or Enterprise plan: who has which seat.

Source: claude.ai admin settings, members download.
"""

from __future__ import annotations

import json

from ..ledger import Ledgers, Name
from .download import Download
from .labels import plain
from .sheet import Sheet

NO_EMAIL = "no e-mail address"

_ATTRIBUTES = ("role", "seat_tier", "status")


def take(sheet: Sheet, download: Download) -> Ledgers:
    """One name per member, by e-mail address; of two rows for one address the later stands."""
    sheet.lose_texts("email", ["@" not in text for text in sheet.texts["email"]], NO_EMAIL)
    columns = [name for name in ("email", "name", *_ATTRIBUTES) if name in sheet.texts]
    seen_at, found = download.taken_at(None), {}
    for codes in sheet.frame.select(columns).iter_rows(named=True):
        words = {name: plain(sheet.texts[name][code]) for name, code in codes.items()}
        email = str(words["email"]).lower()
        attributes = {name: words[name] for name in _ATTRIBUTES if words.get(name)}
        written = json.dumps(attributes, sort_keys=True, ensure_ascii=False) if attributes else None
        found[email] = Name("member", email, words.get("name"), email, written, seen_at)
    return Ledgers([], [], [], list(found.values()))
