"""What reading one file gave, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import Problem
from ..records import Profile
from .observation import FileState, Observation, Origin, Quarantined

if TYPE_CHECKING:
    from .ledger import Ledgers, Name


class Reading(NamedTuple):
    """Observations of single responses, or rows of the organisation's ledgers, and how far the file was read.

    `bytes_read` is what was read of it this time; `repaired` counts damaged lines from which records were
    saved; `problems` are oddities of the file as a whole that a person should know of. `remotes` are what the
    git remotes of its projects are called, where they could be looked up.
    """

    state: FileState
    observations: list[Observation]
    origins: list[Origin]
    profiles: list[Profile]
    quarantined: list[Quarantined]
    lines: int
    usage_lines: int
    bytes_read: int
    repaired: int = 0
    ledgers: Ledgers | None = None
    problems: tuple[Problem, ...] = ()
    remotes: tuple[Name, ...] = ()
