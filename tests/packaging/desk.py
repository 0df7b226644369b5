"""A desk for a program that is not ours to look into: a screen, a mouse, keys, and eyes.

The screen is Xvfb's, mouse and keys are xdotool's. What is on show is read as a screen reader reads
it, by AT-SPI: names, roles and where things are. Nothing of the program is reached any other way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

TOOLS = ("Xvfb", "xdotool", "dbus-daemon")
REGISTRY = "/usr/libexec/at-spi2-registryd"
SIZE = "1600x1000x24"
PATIENCE = 60.0
"""Seconds until what should be on show is: for a machine on which others work."""
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_SHOWING = 25
_ON_SCREEN = 0
_MOST_NODES = 4_000

Found = TypeVar("Found")


def missing_tools() -> list[str]:
    """What is not installed here of all that a desk needs."""
    return [name for name in (*TOOLS, REGISTRY) if shutil.which(name) is None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing on show: what it is called, what it is, and the middle of where it is."""

    name: str
    role: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class _Run:
    """The program as it runs, and the files in which it says what befell it."""

    program: subprocess.Popen[bytes]
    files: tuple[Path, ...]

    def said(self) -> str:
        """What the program has said until now, for whoever looks for why a test failed."""
        return "\n".join(
            f"{file.name}:\n{file.read_text('utf-8', 'replace')}"
            for file in self.files
            if file.is_file()
        )


class Desk:
    """One program on a screen of its own."""

    def __init__(self, bus: DBusConnection, environment: dict[str, str], run: _Run) -> None:
        self._bus = bus
        self._environment = environment
        self._run = run

    # --- eyes -------------------------------------------------------------------------------------

    def everything(self) -> Iterator[Seen]:
        """All that is on show now, from the outermost window inwards."""
        ahead = list(self._children("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"))
        for _ in range(_MOST_NODES):
            if not ahead:
                return
            name, path = ahead.pop(0)
            role = self._ask(name, path, "GetRoleName")
            if role is None:
                continue
            if role != "application" and not self._is_showing(name, path):
                continue
            place = self._place(name, path)
            if place is not None:
                yield Seen(self._property(name, path, "Name"), str(role), *place)
            ahead += self._children(name, path)

    def see(self, name: str, role: str = "") -> Seen:
        """Wait until something is on show whose name begins with ``name``; returns it."""

        def look() -> Seen | None:
            return next(
                (
                    seen
                    for seen in self.everything()
                    if seen.name.startswith(name) and role in ("", seen.role)
                ),
                None,
            )

        return self.wait(look, f"{role} {name}")

    def sees(self, name: str) -> bool:
        """Whether something whose name begins so is on show now."""
        return any(seen.name.startswith(name) for seen in self.everything())

    def wait(self, look: Callable[[], Found | None], what: str) -> Found:
        """Wait until ``look`` finds something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = look()
            if found is not None:
                return found
            ended = self._run.program.poll()
            assert ended is None, (
                f"waiting for {what}: the program has ended ({ended})\n{self._run.said()}"
            )
            time.sleep(0.1)
        shown = sorted({f"{one.role}: {one.name}" for one in self.everything() if one.name})
        shown += ["and said was:", self._run.said()]
        raise AssertionError(f"{what} is not on show, but:\n" + "\n".join(shown))

    def _children(self, name: str, path: str) -> list[tuple[str, str]]:
        return list(self._ask(name, path, "GetChildren") or ())

    def _is_showing(self, name: str, path: str) -> bool:
        states = self._ask(name, path, "GetState")
        return bool(states) and bool(states[0] >> _SHOWING & 1)

    def _place(self, name: str, path: str) -> tuple[int, int] | None:
        where = self._ask(
            name, path, "GetExtents", ("u", (_ON_SCREEN,)), "org.a11y.atspi.Component"
        )
        if where is None or where[2] <= 0 or where[3] <= 0:
            return None
        return where[0] + where[2] // 2, where[1] + where[3] // 2

    def _property(self, name: str, path: str, wanted: str) -> str:
        call = Properties(DBusAddress(path, name, _ACCESSIBLE)).get(wanted)
        answer = self._bus.send_and_get_reply(call, timeout=PATIENCE)
        if answer.header.message_type is MessageType.error:
            return ""
        return str(answer.body[0][1])

    def _ask(
        self,
        name: str,
        path: str,
        method: str,
        arguments: tuple[str, tuple[object, ...]] = ("", ()),
        interface: str = _ACCESSIBLE,
    ) -> Any:
        """The answer, None where the thing has gone meanwhile."""
        signature, body = arguments
        call = new_method_call(DBusAddress(path, name, interface), method, signature or None, body)
        answer = self._bus.send_and_get_reply(call, timeout=PATIENCE)
        if answer.header.message_type is MessageType.error:
            assert HeaderFields.error_name in answer.header.fields
            return None
        return answer.body[0]

    # --- hands ------------------------------------------------------------------------------------

    def click(self, seen: Seen) -> None:
        """Move the mouse there and press its button.

        Here is no window manager that would give the keys to the window that is clicked.
        """
        self._do("mousemove", str(seen.x), str(seen.y))
        told = self._do("getmouselocation", "--shell")
        window = dict(line.split("=") for line in told.split())["WINDOW"]
        self._do("windowfocus", "--sync", window, "click", "1")

    def type(self, text: str) -> None:
        """Type a text where the keys go."""
        self._do("type", "--delay", "20", text)

    def press(self, *keys: str) -> None:
        """Press combinations of keys, named as X names them."""
        self._do("key", "--delay", "40", *keys)

    def _do(self, *arguments: str) -> str:
        return subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            check=True,
            timeout=PATIENCE,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


@contextmanager
def open_desk(
    program: Sequence[str | Path], folder: Path, told_in: Sequence[Path] = ()
) -> Iterator[Desk]:
    """Start ``program`` on a screen of its own; ``folder`` is private and empty.

    Where a test waits in vain it shows what the program wrote there and into ``told_in``.

    The program gets nothing of the environment but the screen and the bus.
    """
    with ExitStack() as stack:
        display = _start_screen(stack)
        environment = {
            "DISPLAY": display,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        session = _start_bus(stack, environment)
        environment["DBUS_SESSION_BUS_ADDRESS"] = session
        reader = stack.enter_context(open_dbus_connection(_reader_bus(session)))
        output = folder / "output.txt"
        log = stack.enter_context(output.open("wb"))
        running = subprocess.Popen(program, env=environment, cwd=folder, stdout=log, stderr=log)
        stack.callback(_end, running)
        yield Desk(reader, environment, _Run(running, (output, *told_in)))


def _start_screen(stack: ExitStack) -> str:
    """Start a screen with a number that is free, and return its name."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, screen)
    os.close(write)
    with os.fdopen(read) as told:
        return f":{told.readline().strip()}"


def _start_bus(stack: ExitStack, environment: dict[str, str]) -> str:
    bus = subprocess.Popen(
        # A socket with a name in the file system: a program without a network reaches no other.
        [
            *("dbus-daemon", "--session", "--nofork", "--print-address=1"),
            f"--address=unix:path={environment['HOME']}/bus",
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    stack.callback(_end, bus)
    assert bus.stdout is not None
    return bus.stdout.readline().strip()


def _reader_bus(session: str) -> str:
    """The bus on which programs tell what they show; asking for it starts it."""
    with open_dbus_connection(session) as connection:
        address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        answer = connection.send_and_get_reply(
            new_method_call(address, "GetAddress"), timeout=PATIENCE
        )
    return str(answer.body[0])


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
