"""What reading one file gave, whatever its format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import Problem
from ..records import Profile
from .observation import FileState, Observation, Origin, Quarantined

if TYPE_CHECKING:
    from .claude_code.cost_state import ClientTotal
    from .ledger import Ledgers, Name


class Reading(NamedTuple):
    """Observations of single responses, or rows of the organisation's ledgers, and how far the file was read.

    `bytes_read` is what was read of it this time; `repaired` counts damaged lines from which records were
    saved; `problems` are oddities of the file as a whole that a person should know of. `remotes` are what the
    git remotes of its projects are called, where they could be looked up. `client_totals` are what the client
    itself says sessions came to. `pack` is where a pack lies whose rows are to be taken in as
    they are, `packed_on` the machine it says it is of.
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
    client_totals: Sequence[ClientTotal] = ()
    pack: str | None = None
    packed_on: str = ""
