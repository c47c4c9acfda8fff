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

from ..errors import BadData, Error, Problem
from .formats import Task, read_file, shown_path
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
            "a process reading files ended unexpectedly",
            impact="nothing was stored; the store is as it was",
            hint="try again; if memory is short, set CLAUDECOST_WORKERS=1",
        )


def read_all(tasks: Sequence[tuple[Task, int]], directory: Path, progress: Progress | None = None) -> Summary:
    """Read files, given with the bytes each has to read, into spill files; what they came to.

    `progress` is called with the number of bytes done since the last call.
    """
    todo = sum(size for _, size in tasks)
    workers = min(_processors(), len(tasks), max(1, todo // WORTH_A_WORKER))
    if workers < 2:
        return _read([task for task, _ in tasks], directory, 0, progress)
    return _share(tasks, directory, workers, progress)


def _processors() -> int:
    configured = os.environ.get("CLAUDECOST_WORKERS", "")
    if configured.isdigit() and int(configured) > 0:
        return int(configured)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read(tasks: Iterable[Task], directory: Path, writer: int, progress: Progress | None) -> Summary:
    summary, unreported = Summary(), 0
    with Spill(directory, writer) as spill:
        for task in tasks:
            try:
                reading = read_file(task)
            except OSError as error:
                summary.unreadable.append((shown_path(task), (error.strerror or str(error)).lower()))
                continue
            except BadData as error:
                summary.refused.append(_as_problem(error))
                continue
            try:
                spill.write(reading)
            except BadData as error:
                summary.refused.append(_as_problem(error))
                continue
            summary.add(reading)
            unreported += reading.bytes_read
            if progress and unreported >= REPORT_EVERY:
                progress(unreported)
                unreported = 0
    if progress:
        progress(unreported)
    return summary


def _as_problem(error: BadData) -> Problem:
    return Problem(error.what, error.where, error.impact, error.hint)


def _share(
    tasks: Sequence[tuple[Task, int]], directory: Path, workers: int, progress: Progress | None
) -> Summary:
    """Largest first, each worker taking the next file when it is done with one."""
    import multiprocessing

    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    largest_first = [task for task, _ in sorted(tasks, key=lambda entry: -entry[1])]
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
    tasks: list[Task],
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
        sender.send(_read_or_say_why_not(_claimed(tasks, taken), directory, writer, sender))
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)


def _read_or_say_why_not(
    tasks: Iterable[Task], directory: Path, writer: int, sender: Connection
) -> Summary | OSError:
    """The summary, or what kept rows from being written: the disk is full."""
    try:
        return _read(tasks, directory, writer, sender.send)
    except BrokenPipeError:
        raise
    except OSError as error:
        return error


def _claimed(tasks: list[Task], taken: Any) -> Iterator[Task]:
    """The files nobody else has taken; `taken` is shared and counts those that are."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(tasks):
            return
        yield tasks[number]


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
