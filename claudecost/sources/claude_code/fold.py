"""One file's candidates folded into observations: per response its best line, earliest time, line count.

Folding inside a file takes the same order as the rule over all files
(`store/usage_events.sql`), so what is folded here, and how often, changes no
figure: the best of the bests is the best.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ...records import Profile
from ..identity import WEAK, platform_of, record_key, response_key, short_digest, strong_request
from ..observation import ECHO, MAIN, SIDECHAIN, BilledItem, Observation
from ..usage import Counts, Tally, Usage, billed_items, counts, is_closing, non_null_keys, word
from .record import Candidate

LONGEST_ID = 200


class Sighting(msgspec.Struct):
    """One response in one file so far. `rank` orders lines as spokesmen: larger speaks."""

    usage: Usage
    counts: Counts
    rank: tuple[int, bool, int, int]
    stop_reason: Any
    final: bool
    line: int
    byte_offset: int
    at: str
    clock: int
    first_at: str
    first_line: int
    key: str
    message_id: str
    request_id: str
    line_id: str | None
    place: int
    origin_id: int
    model_id: str | None
    lines: int = 1


class Fold:
    """Takes candidates in file order; `observations()` gives what they come to."""

    def __init__(self, file_id: int, is_agent_file: bool, tally: Tally) -> None:
        self._file_id = file_id
        self._is_agent_file = is_agent_file
        self._tally = tally
        self.profiles: list[Profile] = []
        self._profile_ids: dict[tuple[Any, ...], int] = {}
        self._sightings: dict[tuple[Any, ...], Sighting] = {}
        self._last: tuple[Candidate, int, Sighting] | None = None

    def add(
        self,
        found: Candidate,
        origin_id: int,
        at: str,
        clock: int,
        line: int,
        offset: int,
        raw: bytes | memoryview,
    ) -> None:
        """Fold one candidate in; `raw` is its line, needed only where nothing else names it."""
        message = found.message
        if self._last is not None and _repeats(found, origin_id, *self._last):
            _same_again(self._last[2], at, clock, line, offset)
            return
        message_id, request_id = text(message.id), text(found.request_id)
        line_id = uuid_of(found)
        place = self._place(found)
        model_id = text(message.model) or None
        response = response_key(message_id, request_id, line_id) or record_key(bytes(raw).strip(b"\0\r\n "))
        copied = line_id if response.startswith(WEAK) else None
        key: tuple[Any, ...] = (response, request_id, place, origin_id, model_id, copied)
        seen = self._sightings.get(key)
        if seen is not None and seen.usage == found.usage and seen.stop_reason == message.stop_reason:
            _same_again(seen, at, clock, line, offset)
            self._last = (found, origin_id, seen)
            return
        counted = counts(found.usage, self._tally)
        if seen is not None and seen.counts.tokens()[:4] != counted.tokens()[:4]:
            key = (*key, counted.tokens()[:4])
            seen = self._sightings.get(key)
        rank = (
            counted.output_tokens,
            message.stop_reason is not None,
            non_null_keys(found.usage),
            sum(counted.tokens()),
        )
        final = message.stop_reason is not None or is_closing(found.usage)
        sighting = Sighting(
            found.usage, counted, rank, message.stop_reason, final,
            line, offset, at, clock, at, line,
            response, message_id, request_id, copied, place, origin_id, model_id,
        )  # fmt: skip
        if seen is None:
            self._sightings[key] = sighting
            self._last = (found, origin_id, sighting)
        else:
            _merge(seen, sighting)
            self._last = None

    def observations(self) -> list[Observation]:
        """What has been folded, in the order first seen."""
        return [self._observation(sighting) for sighting in self._sightings.values()]

    def _place(self, found: Candidate) -> int:
        if found.is_echo:
            return ECHO
        return SIDECHAIN if self._is_agent_file or found.record.isSidechain is True else MAIN

    def _observation(self, seen: Sighting) -> Observation:
        usage, counted = seen.usage, seen.counts
        labels = (
            seen.model_id,
            platform_of(seen.message_id, seen.request_id),
            usage.speed,
            usage.service_tier,
            usage.inference_geo,
        )
        stop_reason = seen.stop_reason if seen.stop_reason in _STOP_REASONS else word(seen.stop_reason) or ""
        refused = stop_reason == "refusal" and counted.output_tokens == 0
        return Observation(
            self._file_id,
            seen.line,
            seen.byte_offset,
            seen.lines,
            seen.first_line,
            seen.first_at,
            seen.at,
            seen.clock,
            seen.place,
            seen.origin_id,
            self._profile(*labels, refused),
            seen.key,
            strong_request(seen.request_id),
            seen.line_id,
            stop_reason,
            seen.final,
            seen.rank[2],
            *counted.tokens(),
            counted.web_search_requests,
            None if usage.iterations is None else self._items(seen, *labels[1:]),
        )

    def _items(
        self, seen: Sighting, platform: str | None, speed: Any, tier: Any, geo: Any
    ) -> list[BilledItem] | None:
        """Items under profiles of their own; another model does not share the response's speed."""
        items = billed_items(seen.usage, seen.counts, seen.model_id, self._tally)
        if items is None:
            return None
        found = []
        for item in items:
            foreign = item.model_id is not None and item.model_id != seen.model_id
            model_id = (item.model_id or None) if foreign else seen.model_id
            profile_id = self._profile(model_id, platform, None if foreign else speed, tier, geo, False)
            found.append(BilledItem(item.kind, profile_id, *msgspec.structs.astuple(item)[2:]))
        return found

    def _profile(
        self, model_id: str | None, platform: str | None, speed: Any, tier: Any, geo: Any, refused: bool
    ) -> int:
        """The profile of these labels as logged; remembered, for a file has few."""
        key = (model_id, platform, speed, tier, geo, refused)
        try:
            known = self._profile_ids.get(key)
        except TypeError:  # a list where a label should be
            return self._profile(model_id, platform, word(speed), word(tier), word(geo), refused)
        if known is None:
            labels = (model_id, platform, word(speed), word(tier), word(geo))
            known = self._profile_ids[key] = short_digest(*labels, str(refused))
            self.profiles.append(Profile(known, *labels, refused))
        return known


#: The stop reasons there are; another one is cleaned before it is kept.
_STOP_REASONS = (None, "tool_use", "end_turn", "stop_sequence", "max_tokens", "refusal", "pause_turn")


def text(value: Any) -> str:
    """An id as trimmed text; `""` for absent, for what is no text, and never longer than an id can be."""
    return value.strip()[:LONGEST_ID] if type(value) is str else ""


def uuid_of(found: Candidate) -> str | None:
    """The line's own uuid; for a copied line the uuid of the line it was copied from."""
    forked = found.record.forkedFrom
    original = text(getattr(forked, "messageUuid", None))
    return original or text(found.uuid) or None


def _repeats(new: Candidate, origin_id: int, old: Candidate, old_origin_id: int, seen: Sighting) -> bool:
    """True for the next block line of the response just seen: the usual case, worth a short way."""
    message, before = new.message, old.message
    return (
        seen.line_id is None
        and type(message.id) is str
        and message.id == before.id
        and len(message.id) > 16
        and origin_id == old_origin_id
        and new.request_id == old.request_id
        and message.model == before.model
        and message.stop_reason == seen.stop_reason
        and new.is_echo == old.is_echo
        and new.record.isSidechain == old.record.isSidechain
        and new.usage == seen.usage
    )


def _same_again(seen: Sighting, at: str, clock: int, line: int, offset: int) -> None:
    """Another line with the same usage: the later one speaks, the earlier one dates."""
    seen.lines += 1
    if (at, line) >= (seen.at, seen.line):
        seen.at, seen.clock, seen.line, seen.byte_offset = at, clock, line, offset
    if at < seen.first_at or (at == seen.first_at and line > seen.first_line):
        seen.first_at, seen.first_line = at, line


def _merge(seen: Sighting, new: Sighting) -> None:
    """Another line with other usage: the larger rank speaks."""
    if (*new.rank, new.at, new.line) > (*seen.rank, seen.at, seen.line):
        seen.usage, seen.counts, seen.rank = new.usage, new.counts, new.rank
        seen.stop_reason, seen.at, seen.clock = new.stop_reason, new.at, new.clock
        seen.line, seen.byte_offset = new.line, new.byte_offset
    seen.final = seen.final or new.final
    seen.lines += 1
    if new.first_at < seen.first_at or (new.first_at == seen.first_at and new.line > seen.first_line):
        seen.first_at, seen.first_line = new.first_at, new.line
