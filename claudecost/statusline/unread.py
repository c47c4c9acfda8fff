"""What transcripts say that was not counted yet: this session's, and those of others."""

from __future__ import annotations

import os

from .begun import Begun
from .kept import Kept
from .tail import MOST_BYTES, Line, Response, lines_of, read_tail, responses

#: Of other transcripts together.
MOST_OF_OTHERS = 2 * 1024 * 1024

#: Read for the size of the context, where Claude Code does not say it and nothing is new.
MOST_FOR_A_PROMPT = 256 * 1024

#: Files of subagents looked at.
MOST_AGENTS = 400

#: Seconds by which lines of several files may be written out of order.
SLACK = 120


class Own:
    """What the files of one session say beyond what was counted.

    `is_cut`: more has been written than is read here. `prompt_tokens` is its last prompt, None for no news.
    """

    def __init__(self, kept: Kept, session: str | None) -> None:
        self.kept, self.session = kept, session
        self.is_known = kept.session(session) is not None
        self.responses: list[Response] = []
        self.is_cut = False
        self.prompt_tokens: int | None = None
        self.notes: list[str] = []

    def read(self, transcript: str) -> None:
        """Everything; what cannot be read goes to the notes."""
        try:
            lines = self._lines(transcript)
        except OSError as error:
            self.notes.append(f"the transcript cannot be read: {error.strerror or error}")
            return
        self.prompt_tokens = _last_prompt(lines)
        for path in _agents(transcript, self.session):
            try:
                lines += self._lines(path)
            except OSError:
                continue
        if self.is_cut:
            self.notes.append(
                f"more than {MOST_BYTES // 2**20} MB have been written since the store was brought up to "
                "date: run `claudecost ingest`"
            )
        self.responses = responses(lines, self.kept.card)

    def _lines(self, path: str) -> list[Line]:
        """The lines of a file from where it was read up to; of a session nobody knows from its beginning.

        A file the small file does not list, of a session it knows, is either new or has not changed for long:
        what it says of the time before the last response counted was counted with it.
        """
        offset = self.kept.offset(path, self.session) if self.is_known else 0
        tail = read_tail(path, offset or 0)
        self.is_cut = self.is_cut or tail.skipped > 0
        lines = lines_of(tail, os.path.basename(path))
        if offset is None:
            since = max(self.kept.last_counted(self.session) - SLACK, self.kept.told_from)
            lines = [line for line in lines if line.at >= since]
        return lines


def prompt_at_the_end(transcript: str) -> int | None:
    """The newest prompt in tokens, where nothing is new and the client does not say; None if unreadable."""
    try:
        end = read_tail(transcript, 0, MOST_FOR_A_PROMPT)
    except OSError:
        return None
    return _last_prompt(lines_of(end, os.path.basename(transcript)))


def _last_prompt(lines: list[Line]) -> int | None:
    """The prompt of the conversation's newest response, in tokens."""
    return next((sum(line.counted[:4]) for line in reversed(lines) if line.rank[3] == 0), None)


class Others:
    """What has been added meanwhile to the transcripts of other sessions, known ones and new ones.

    `is_cut`: more has been written than is read here.
    """

    def __init__(self, kept: Kept, session: str | None, transcript: str | None, since: float) -> None:
        self.kept, self.since = kept, since
        self.responses: list[Response] = []
        self.is_cut = False
        self.notes: list[str] = []
        self._own, self._name = f"{os.sep}{session}{os.sep}", os.path.basename(transcript or "")
        self._session = session
        self._left = MOST_OF_OTHERS

    def read(self) -> None:
        """Everything."""
        lines: list[Line] = []
        for path, offset in self.kept.files.items():
            lines += self._lines(path, offset)
        begun = Begun(self.kept.files, self.since)
        for path in begun.paths:
            lines += [line for line in self._lines(path, 0) if line.at >= self.kept.told_from]
        if self.is_cut or begun.is_cut:
            self.is_cut = True
            self.notes.append("other sessions have written more than is read here; the next report counts it")
        self.responses = responses(lines, self.kept.card)

    def _lines(self, path: str, offset: int) -> list[Line]:
        """The lines of a file from an offset on, unless it is of this session."""
        name = os.path.basename(path)
        if name == self._name or (self._session and self._own in path):
            return []
        try:
            if os.stat(path).st_size <= offset:
                return []
            if self._left <= 0:
                self.is_cut = True
                return []
            tail = read_tail(path, offset, self._left)
        except OSError:
            return []
        self._left -= len(tail.data)
        lines = lines_of(tail, name)
        self.is_cut = self.is_cut or (tail.skipped > 0 and not (lines and lines[0].at < self.since))
        return lines


def _agents(transcript: str, session: str | None) -> list[str]:
    """The transcripts of a session's subagents."""
    if not session:
        return []
    top = os.path.join(os.path.dirname(transcript), os.path.basename(session), "subagents")
    found: list[str] = []
    pending = [top]
    while pending and len(found) < MOST_AGENTS:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.name.endswith(".jsonl") and entry.name != "journal.jsonl":
                        found.append(entry.path)
                    elif "." not in entry.name and entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except (OSError, ValueError):
            continue
    return found[:MOST_AGENTS]
