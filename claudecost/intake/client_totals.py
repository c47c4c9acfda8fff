"""The client's own totals out of transcripts that were read before the store kept them."""

from __future__ import annotations

from ..store import Store

#: Transcripts not yet looked at for it, where they lay.
UNREAD = """
SELECT u.file_id, f.path
FROM client_totals_unread AS u
JOIN files AS f ON f.file_id = u.file_id
ORDER BY f.path
"""


def look_again(store: Store) -> None:
    """Find the totals in transcripts that are still there; what is gone stays unread, and is counted so."""
    if not store.exists():
        return
    with store.reading() as reader:
        unread = reader.rows(UNREAD)
    if not unread:
        return
    from ..sources.claude_code.cost_state import totals_of_file

    found: list[dict[str, object]] = []
    done = []
    for file_id, path in unread:
        try:
            found += [total.by_column() for total in totals_of_file(path, file_id)]
        except (OSError, ValueError):
            continue
        done.append(file_id)
    if done:
        store.keep_client_totals(found, done)
