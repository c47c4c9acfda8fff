"""The figures of sample mails, gathered as the command does; and the numbers that stand in a text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

from claudecost.asking import desk
from claudecost.asking.digest import Gathered, gather, scope_of
from claudecost.config import Settings, settle
from claudecost.reports.digest.shape import Digest
from claudecost.reports.digest.stretch import Kind, stretch_of
from claudecost.zones import resolve_zone

SAMPLES = Path(__file__).parents[2] / "samples"
NOW = datetime.fromisoformat("2026-11-20T12:00:00Z")


def settings_for(store: Path, config: Path = SAMPLES / "claudecost.yaml") -> Settings:
    found = settle(db=store, config=config, pricing=None, environ={})
    return replace(found, timezone="UTC")


@contextmanager
def gathered(
    store: Path, kind: Kind, period: str | None = None, *, now: datetime = NOW, zone: str = "UTC",
    config: Path = SAMPLES / "claudecost.yaml",
) -> Iterator[Gathered]:  # fmt: skip
    settings = settings_for(store, config)
    stretch = stretch_of(kind, period, resolve_zone(zone), now)
    with desk(settings, intake=None) as opened:
        yield gather(opened, settings, stretch, now)


def digest_of(found: Gathered, team: str | None = None) -> Digest:
    teams = found.desk.allocation.teams if found.desk.allocation else {}
    scope = scope_of(teams, team)
    assert scope is not None
    return found.digest(scope)


#: Amounts, counts, percentages, days, versions: every run of digits with what belongs to it.
_NUMBER = re.compile(r"[-+$<>]*\d[\d.,:-]*\d|\d")


def numbers(text: str) -> list[str]:
    """All numbers of a text in order; a line that goes on behind a backslash is one line."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return _NUMBER.findall(" ".join(joined.split()))


class Words(HTMLParser):
    """What a reader sees of a page, in order; title and preheader apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.alt: list[str] = []
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._hidden = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append((tag, tuple(sorted(found))))
        self.attributes += [(tag, name, value or "") for name, value in found.items()]
        if self._hidden or tag == "title" or "display:none" in (found.get("style") or ""):
            self._hidden += tag not in ("br", "img", "meta")
        if tag == "img":
            self.alt.append(found.get("alt") or "")
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= bool(self._hidden)
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return html.unescape("".join(self.words))
