"""Has this file grown, or is it another one? Two short digests tell, without reading it all again.

Size and time alone do not: synced and restored files keep their times, and a
rewrite can keep its size. A file grew if what stood at its start and what stood
before the place we stopped still stand there.
"""

from __future__ import annotations

import os
from hashlib import blake2b

#: Bytes looked at on either end.
BLOCK = 8 * 1024


def digests(descriptor: int, read_to: int) -> tuple[str, str]:
    """Digests of the first and of the last block before `read_to` (bytes) of an open file."""
    head = os.pread(descriptor, min(BLOCK, read_to), 0)
    tail_from = max(0, read_to - BLOCK)
    tail = os.pread(descriptor, read_to - tail_from, tail_from) if tail_from else head
    return blake2b(head, digest_size=8).hexdigest(), blake2b(tail, digest_size=8).hexdigest()
