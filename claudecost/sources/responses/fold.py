"""One file's calls folded into observations: per response its best record, earliest time, record count.

The order is that of the rule over all files (`store/usage_events.sql`), as in
the transcripts' own fold; a log may hold millions of responses, so nothing is
kept but the observations themselves.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ...records import Profile
from ..identity import WEAK, platform_of, record_key, response_key, short_digest, strong_request
from ..observation import MAIN, NO_TIME, BilledItem, Observation
from ..usage import Tally, Usage, billed_items, counts, non_null_keys, word
from .call import Call
from .entries import Entry
from .mend import bare


class Fold:
    """Takes calls in file order; `observations()` gives what they come to."""

    def __init__(self, file_id: int, tally: Tally) -> None:
        self._file_id = file_id
        self._tally = tally
        self.profiles: dict[int, Profile] = {}
        self._seen: dict[tuple[Any, ...], Observation] = {}

    def add(self, call: Call, entry: Entry, origin_id: int, at: str, clock: int) -> None:
        """Fold one call in; `entry` is its record, needed only where nothing else names it."""
        new = self._observation(call, entry, origin_id, at, clock)
        prompt = (
            new.input_tokens, new.cache_write_5m_tokens, new.cache_write_1h_tokens, new.cache_read_tokens
        )  # fmt: skip
        key = (new.response_key, call.request_id, origin_id, call.model_id, new.line_id, prompt)
        seen = self._seen.get(key)
        self._seen[key] = new if seen is None else _merged(seen, new)

    def observations(self) -> list[Observation]:
        """What has been folded, in the order first seen."""
        return list(self._seen.values())

    def _observation(self, call: Call, entry: Entry, origin_id: int, at: str, clock: int) -> Observation:
        usage, counted = call.usage, counts(call.usage, self._tally)
        key = call.key or response_key(call.message_id, call.request_id, call.line_id)
        stop_reason = None if call.stop_reason is None else word(call.stop_reason) or ""
        refused = stop_reason == "refusal" and counted.output_tokens == 0
        platform = call.platform or platform_of(call.message_id, call.request_id)
        response = key or record_key(bare(entry.data))
        return Observation(
            self._file_id,
            entry.line,
            entry.offset,
            1,
            entry.line,
            at,
            at,
            clock,
            MAIN,
            origin_id,
            self._profile(call.model_id, platform, usage, usage.speed, refused),
            response,
            strong_request(call.request_id),
            call.line_id if response.startswith(WEAK) else None,
            stop_reason,
            call.final,
            non_null_keys(usage),
            *counted.tokens(),
            counted.web_search_requests,
            None if usage.iterations is None else self._items(call, platform),
        )

    def _items(self, call: Call, platform: str | None) -> list[BilledItem] | None:
        """Items under profiles of their own; another model does not share the response's speed."""
        usage = call.usage
        items = billed_items(usage, counts(usage, Tally()), call.model_id, self._tally)
        if items is None:
            return None
        found = []
        for item in items:
            foreign = item.model_id is not None and item.model_id != call.model_id
            model_id = (item.model_id or None) if foreign else call.model_id
            profile_id = self._profile(model_id, platform, usage, None if foreign else usage.speed, False)
            found.append(BilledItem(item.kind, profile_id, *msgspec.structs.astuple(item)[2:]))
        return found

    def _profile(
        self, model_id: str | None, platform: str | None, usage: Usage, speed: Any, refused: bool
    ) -> int:
        labels = (model_id, platform, word(speed), word(usage.service_tier), word(usage.inference_geo))
        profile_id = short_digest(*labels, str(refused))
        if profile_id not in self.profiles:
            self.profiles[profile_id] = Profile(profile_id, *labels, refused)
        return profile_id


def _merged(seen: Observation, new: Observation) -> Observation:
    """Two records of one response: the larger rank speaks, the earlier dates; any time beats none."""
    best, other = (new, seen) if _rank(new) > _rank(seen) else (seen, new)
    best.lines += other.lines
    best.final = best.final or other.final
    if best.clock == NO_TIME:
        best.seen_at, best.clock = other.seen_at, other.clock
    if _start(other) < _start(best):
        best.first_at, best.first_line = other.first_at, other.first_line
    return best


def _rank(seen: Observation) -> tuple[int, bool, int, str, int]:
    """Records as spokesmen; their prompts are equal. Of equal ones the later, of one line the last."""
    return seen.output_tokens, seen.stop_reason is not None, seen.usage_keys, seen.seen_at, seen.line


def _start(seen: Observation) -> tuple[bool, str, int]:
    return seen.first_at.startswith("0001"), seen.first_at, -seen.first_line
