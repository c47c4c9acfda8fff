"""A pack: what another store has seen, handed on as it is. Its rows never become objects here."""

from __future__ import annotations

from pathlib import Path

from ..packing.envelope import envelope_of
from .given import Given
from .names import PACK
from .observation import FileState
from .reading import Reading


def read_pack(given: Given) -> Reading:
    """Look at a pack's envelope; raises BadData for a damaged or newer one, OSError if it cannot be read.

    Its digest is compared when it is copied (`copy_verified`), so that what was checked is what is taken in.
    """
    envelope = envelope_of(given.path)
    status = Path(given.path).stat()
    state = FileState(
        file_id=given.file_id,
        path=given.shown_path,
        source=PACK,
        device=status.st_dev,
        inode=status.st_ino,
        size=status.st_size,
        mtime_ns=min(status.st_mtime_ns, 2**63 - 1),
        ctime_ns=status.st_ctime_ns,
        read_to=status.st_size,
        lines=envelope.observations,
        head_digest=envelope.digest[:16],
        tail_digest="",
        last_at=None,
        usage_lines=envelope.observations,
        quarantined_lines=0,
        repaired_lines=0,
        bad_values=0,
        unknown_iterations=0,
        unfinished=False,
        from_start=True,
        basis=given.known.read_to if given.known else -1,
    )
    return Reading(
        state, [], [], [], [], envelope.observations, envelope.observations, status.st_size,
        pack=given.path, packed_on=envelope.machine,
    )  # fmt: skip
