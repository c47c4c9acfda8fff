"""A headless Chromium, driven over a pipe by its DevTools protocol: no network, no driver, no library.

The browser reads commands from file descriptor 3 and writes answers and events to 4, JSON ended by NUL.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What distributions call it.
NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "chrome")

#: How long anything may take, in seconds, on a machine with much else to do.
PATIENCE = 120

#: Puts two descriptors where the browser looks for them, then becomes it.
START = 'r="$1" w="$2"; shift 2; eval "exec \\"\\$@\\" 3<&$r 4>&$w"'


def chromium() -> str | None:
    """The browser of this machine; CLAUDECOST_CHROMIUM names another."""
    named = os.environ.get("CLAUDECOST_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """A running browser with one tab; what it asked for and complained about is kept."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self._asked: dict[str, str] = {}
        self.refused: list[str] = []
        self.complaints: list[str] = []
        self._loaded = False
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    @property
    def requests(self) -> list[str]:
        """The addresses asked for since the last page was opened, those the policy refused left out."""
        return list(self._asked.values())

    def send(self, method: str, **parameters: Any) -> Any:
        """One command and its result; raises RuntimeError for an error."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            message = self._next(until)
            if message.get("id") != self._number:
                self._note(message)
            elif "error" in message:
                raise RuntimeError(f"{method}: {message['error']}")
            else:
                return message["result"]

    def open(self, page: Path, *, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        """Load a file, wait until it is loaded, and forget what earlier pages asked for."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=False)  # fmt: skip
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._asked, self.refused, self.complaints, self._loaded = {}, [], [], False
        self.send("Page.navigate", url=page.resolve().as_uri())
        until = time.monotonic() + PATIENCE
        while not self._loaded:
            self._note(self._next(until))

    def run(self, script: str) -> Any:
        """The value of an expression on the page; raises RuntimeError for an exception in it."""
        done = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"].get("exception", done["exceptionDetails"])))
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """A key, pressed and let go."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def screenshot(self, to: Path, *, whole: bool = True) -> Path:
        """A picture of the page, all of it or what a screen shows."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        if whole:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
            shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        to.write_bytes(base64.b64decode(shot["data"]))
        return to

    def pdf(self, to: Path) -> Path:
        """The page as it is printed."""
        printed = self.send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        to.write_bytes(base64.b64decode(printed["data"]))
        return to

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._read], [], [], max(until - time.monotonic(), 0))[0]:
                raise TimeoutError("the browser does not answer")
            if not (more := os.read(self._read, 1 << 20)):
                raise RuntimeError("the browser has ended")
            self._buffer += more
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what an event says about requests, errors and loading."""
        about = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self._asked[about["requestId"]] = about["request"]["url"]
            case "Network.loadingFailed" if about.get("blockedReason") == "csp":
                self.refused.append(self._asked.pop(about["requestId"]))
            case "Runtime.exceptionThrown":
                self.complaints.append(str(about["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if about["type"] in ("error", "warning", "assert"):
                self.complaints.append(str(about["args"]))
            case "Log.entryAdded" if about["entry"]["level"] in ("error", "warning"):
                self.complaints.append(str(about["entry"]["text"]))
            case "Page.loadEventFired":
                self._loaded = True


@contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """A browser with a fresh profile in a folder; it is gone when the block is left."""
    program = chromium()
    assert program is not None
    (from_us, to_it), (from_it, to_us) = os.pipe(), os.pipe()
    options = [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={profile}",
    ]  # fmt: skip
    process = subprocess.Popen(
        ["bash", "-c", START, "start", str(from_us), str(to_us), program, *options],
        pass_fds=(from_us, to_us),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(profile)},
    )
    os.close(from_us)
    os.close(to_us)
    try:
        browser = Browser(to_it, from_it)
        yield browser
    finally:
        try:
            browser._session = None
            browser.send("Browser.close")
        except (RuntimeError, OSError, NameError, TimeoutError):
            process.kill()
        process.wait(PATIENCE)
        os.close(to_it)
        os.close(from_it)
