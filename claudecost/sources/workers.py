"""Reading many files at once: work shared between processes by size, the results spilled to files.

Decoding is all processor and no waiting, so threads would not help; forked
workers share nothing and only their summaries travel back.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Error
from .claude_code.reading import Transcript, read_transcript
from .spill import Spill
from .summary import Summary

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: Below this many bytes one process is done before a second has started.
WORTH_A_WORKER = 8 * 1024 * 1024
REPORT_EVERY = 4 * 1024 * 1024

#: Called with bytes done since the last call.
Progress = Callable[[int], None]


class WorkerDied(Error):
    """A reading process ended without saying why (killed, out of memory)."""

    def __init__(self) -> None:
        super().__init__(
            "a process reading transcripts ended unexpectedly",
            impact="nothing was stored; the store is as it was",
            hint="try again; if memory is short, set CLAUDECOST_WORKERS=1",
        )


def read_all(
    transcripts: Sequence[tuple[Transcript, int]], directory: Path, progress: Progress | None = None
) -> Summary:
    """Read transcripts, given with the bytes each has to read, into spill files; what they came to.

    `progress` is called with the number of bytes done since the last call.
    """
    todo = sum(size for _, size in transcripts)
    workers = min(_processors(), len(transcripts), max(1, todo // WORTH_A_WORKER))
    if workers < 2:
        return _read([transcript for transcript, _ in transcripts], directory, 0, progress)
    return _share(transcripts, directory, workers, progress)


def _processors() -> int:
    configured = os.environ.get("CLAUDECOST_WORKERS", "")
    if configured.isdigit() and int(configured) > 0:
        return int(configured)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read(
    transcripts: Iterable[Transcript], directory: Path, writer: int, progress: Progress | None
) -> Summary:
    summary, unreported = Summary(), 0
    with Spill(directory, writer) as spill:
        for transcript in transcripts:
            try:
                reading = read_transcript(transcript)
            except OSError as error:
                words = (error.strerror or str(error)).lower()
                summary.unreadable.append((transcript.shown_path, words))
                continue
            spill.write(reading)
            summary.add(reading)
            unreported += reading.bytes_read
            if progress and unreported >= REPORT_EVERY:
                progress(unreported)
                unreported = 0
    if progress:
        progress(unreported)
    return summary


def _share(
    transcripts: Sequence[tuple[Transcript, int]], directory: Path, workers: int, progress: Progress | None
) -> Summary:
    """Largest first, each worker taking the next file when it is done with one."""
    import multiprocessing

    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    largest_first = [transcript for transcript, _ in sorted(transcripts, key=lambda entry: -entry[1])]
    taken = context.Value("q", 0)
    processes: list[Any] = []
    pipes: list[Connection] = []
    try:
        with _no_interruption():
            for writer in range(workers):
                receiver, sender = context.Pipe(duplex=False)
                pipes.append(receiver)
                inherited = pipes if sys.platform == "linux" else []
                arguments = (largest_first, taken, directory, writer, sender, inherited)
                process = context.Process(target=_work, args=arguments, daemon=True)
                process.start()
                processes.append(process)
                sender.close()
        return _gather(pipes, progress)
    finally:
        for process in processes:
            if sys.exc_info()[0]:
                process.terminate()
            process.join()


@contextmanager
def _no_interruption() -> Iterator[None]:
    """Control-C waits until the block ends; processes started in it leave it to the one that started them."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    transcripts: list[Transcript],
    taken: Any,
    directory: Path,
    writer: int,
    sender: Connection,
    inherited: Sequence[Connection],
) -> None:
    """A worker's whole life; it only makes rows, so collecting garbage would cost and free nothing.

    It lets go of the pipe ends it inherited: a pipe must break when the process that reads it dies, for
    an orphan that waits for ever would keep the lock it inherited as well.
    """
    gc.disable()
    for receiver in inherited:
        receiver.close()
    try:
        sender.send(_read_or_say_why_not(_claimed(transcripts, taken), directory, writer, sender))
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)


def _read_or_say_why_not(
    transcripts: Iterable[Transcript], directory: Path, writer: int, sender: Connection
) -> Summary | OSError:
    """The summary, or what kept rows from being written: the disk is full."""
    try:
        return _read(transcripts, directory, writer, sender.send)
    except BrokenPipeError:
        raise
    except OSError as error:
        return error


def _claimed(transcripts: list[Transcript], taken: Any) -> Iterator[Transcript]:
    """The transcripts nobody else has taken; `taken` is shared and counts those that are."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(transcripts):
            return
        yield transcripts[number]


def _gather(pipes: list[Connection], progress: Progress | None) -> Summary:
    from multiprocessing.connection import Connection, wait

    summary, open_pipes = Summary(), list(pipes)
    while open_pipes:
        for pipe in wait(open_pipes):
            assert isinstance(pipe, Connection)
            try:
                message = pipe.recv()
            except EOFError:
                raise WorkerDied from None
            if isinstance(message, OSError):
                raise message
            if isinstance(message, Summary):
                summary.merge(message)
                open_pipes.remove(pipe)
            elif progress:
                progress(message)
    return summary
