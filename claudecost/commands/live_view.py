"""The live view on a terminal: keys, the size of the window, painting. Knows nothing of figures."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from . import options as o

if TYPE_CHECKING:
    from ..asking.looking import Looking

LEAVE, REFRESH = b"qQ", b"rR"


def view(looking: Looking, interval: float, *, ascii: bool) -> None:
    """Show frames until somebody leaves; raises KeyboardInterrupt for Control-C."""
    from ..errors import Error, Exit

    try:
        looking.first(o.progress_for(looking.settings))
    except Error as error:
        if error.exit_code != Exit.BUSY:
            raise
        looking.missed(error)
    with ExitStack() as stack:
        awake = stack.enter_context(_awakened())
        keys = stack.enter_context(_keys())
        paint = stack.enter_context(_painter())
        while True:
            paint(_frame(looking, ascii))
            pressed = _wait(interval, keys, awake)
            if any(key in LEAVE for key in pressed):
                return
            looking.look(at_once=any(key in REFRESH for key in pressed))


def _frame(looking: Looking, ascii: bool) -> str:
    from ..config import now
    from ..renderers import options_for
    from ..renderers.live import Place, render

    options = options_for(sys.stdout, color=o.color_of(looking.settings), ascii=ascii)
    place = Place(options, looking.zone, now(), max(_height() - 2, 3))
    frame = render(looking.figures, place, looking.state)
    return f"{frame}\nq leaves, r refreshes" if options.width is None or options.width >= 22 else frame


def _height() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or 24
    except (OSError, ValueError):
        return 24


def _wait(interval: float, keys: int | None, awake: int) -> bytes:
    """Wait for the next look, a key, or another size of the window; the keys pressed."""
    if sys.platform == "win32":
        time.sleep(interval)
        return b""
    ready, _, _ = select.select([awake, *([] if keys is None else [keys])], [], [], interval)
    if awake in ready:
        with suppress(BlockingIOError):
            os.read(awake, 4096)
    if keys is None or keys not in ready:
        return b""
    pressed = os.read(keys, 4096)
    return pressed or LEAVE[:1]  # whoever typed has gone


@contextmanager
def _awakened() -> Iterator[int]:
    """A descriptor that can be read once the window has another size."""
    if sys.platform == "win32":
        yield 0
        return
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    before = signal.signal(signal.SIGWINCH, lambda number, frame: None)
    wakes = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakes)
        signal.signal(signal.SIGWINCH, before)
        os.close(reader)
        os.close(writer)


@contextmanager
def _keys() -> Iterator[int | None]:
    """Where single keys can be read, unseen; None where nobody types. Afterwards all is as it was."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield None
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield descriptor
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextmanager
def _painter() -> Iterator[Any]:
    """Something that shows a frame in place of the last; on a terminal that cannot, below it."""
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        yield _below()
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(
        file=sys.stdout, force_terminal=True, highlight=False, markup=False, legacy_windows=False
    )
    with Live(
        console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
    ) as shown:
        last: tuple[object, ...] = ()

        def paint(frame: str) -> None:
            nonlocal last
            if (now := (frame, console.size)) != last:
                shown.update(Text.from_ansi(frame, no_wrap=True, overflow="crop"), refresh=True)
                last = now

        yield paint


def _below() -> Any:
    """Frames one after another, a new one only where it says something new."""
    last = ""

    def paint(frame: str) -> None:
        nonlocal last
        figures = frame.split("\n", 1)[-1]
        if figures != last:
            print(frame, end="\n\n", flush=True)
            last = figures

    return paint
