"""How fresh the data is, and what a mail says instead of figures when some is missing."""

from __future__ import annotations

from datetime import date, datetime

from ..reports.digest.command_lines import zone_name
from ..reports.digest.shape import Digest, Silent, is_much
from ..reports.digest.stretch import ADJECTIVE
from .names import command, short_name
from .phrases import ago_words, day_words, many, moment_words, percent
from .sheet import Remark
from .subject import opening

#: So many machines are named.
MOST = 5


def late_subject(digest: Digest) -> str:
    """`Claude week 46: data delayed`."""
    return f"{opening(digest)}: data delayed"


def late(digest: Digest) -> tuple[Remark, ...]:
    """What is missing, since when, and what to do about it."""
    found, stretch = digest.freshness, digest.stretch
    said = []
    if found.is_empty:
        said.append(Remark("There is no usage in the store at all.", tone="over"))
    elif found.is_stale or found.late_days:
        newest = found.last_event and found.last_event.astimezone(stretch.zone)
        words = ""
        if newest:
            ago = f" ({ago})" if (ago := _ago(newest, digest)) else ""
            words = (
                f"Nothing has come in since {day_words(newest)}, {newest:%H:%M} {zone_words(digest)}{ago}."
            )
        if found.late_days:
            words += f" Missing: {_days(found.late_days)}; in the weeks before such days had usage."
        said.append(Remark(words, command(digest.machine_command), "over"))
    said += [_silence(one, digest) for one in found.silent if is_much(one)][:MOST]
    again = f"claudecost email {ADJECTIVE[stretch.kind]} --period {stretch.label}"
    again += f" --timezone {zone_name(stretch.zone)}"
    said.append(
        Remark(
            "A total now would look complete and be too low, so this mail has none. Take in what is missing"
            " (`claudecost ingest`) and have the mail sent again:",
            again,
        )
    )
    said.append(
        Remark("If nothing is missing, because people were away, send the figures as they are:",
               f"{again} --even-if-delayed")
    )  # fmt: skip
    return tuple(said)


def fresh(digest: Digest) -> tuple[Remark, ...]:
    """How far the data reaches and how complete it is."""
    found, zone = digest.freshness, digest.stretch.zone
    words = []
    if found.last_event is not None:
        newest = found.last_event.astimezone(zone)
        words.append(f"Newest usage {moment_words(newest)} {zone_words(digest)}")
        words += [ago] if (ago := _ago(newest, digest)) else []
    if found.ingested_at is not None:
        ingested = moment_words(found.ingested_at.astimezone(zone))
        words.append(f"store brought up to date {ingested} {zone_words(digest)}")
    else:
        words.append("store not brought up to date for this mail")
    said = [Remark(_capital(", ".join(words)) + f"; {many(found.machines, 'machine')}.")]
    said += [_silence(one, digest) for one in found.silent if not is_much(one) or not found.is_delayed][:MOST]
    if found.gaps:
        said.append(
            Remark(f"No usage on {_days(found.gaps)}, where the weeks before had some.", tone="doubt")
        )
    if found.unreadable_lines:
        said.append(
            Remark(
                f"{many(found.unreadable_lines, 'line')} {_of_all(digest)} could not be read.",
                "claudecost ingest --damage",
                "doubt",
            )
        )
    if found.unreadable_files:
        said.append(
            Remark(
                f"{many(found.unreadable_files, 'transcript')} {_of_all(digest)} could not be read just now.",
                tone="doubt",
            )
        )
    return tuple(said)


def _ago(moment: datetime, digest: Digest) -> str:
    """`5 days ago`; nothing of what is yet to come, or where it is not known when that was asked."""
    now = digest.freshness.now
    if now is None or moment > now:
        return ""
    return ago_words(moment, now.astimezone(digest.stretch.zone))


def zone_words(digest: Digest) -> str:
    """The zone days are cut in."""
    return short_name(str(digest.stretch.zone))


def _of_all(digest: Digest) -> str:
    """Nobody knows whose a line is that cannot be read: a team is told that it may be anybody's."""
    return "of all transcripts" if digest.scope.team is None else "of the whole store, of whichever team,"


def _silence(silent: Silent, digest: Digest) -> Remark:
    words = (
        f"Nothing from {short_name(silent.machine)} since {day_words(silent.last_day)}; in the weeks before"
        f" it had {percent(silent.percent)} of the cost."
    )
    return Remark(words, command(digest.machine_command), "over" if is_much(silent) else "doubt")


def _days(days: tuple[date, ...]) -> str:
    """`Thursday 12 November and Friday 13 November`; of many the first and the last."""
    if len(days) > 3:
        return f"{len(days)} days from {day_words(days[0])} to {day_words(days[-1])}"
    words = [day_words(day) for day in days]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
