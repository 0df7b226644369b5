"""Builds the packaged program into ``dist/mieterdesk``, lets it test itself, and measures it.

On Linux a package of Debian is made of it as well. ``make package`` runs this. Nothing but what is
in ``dist`` is left behind, and what was there before stays until the new is complete.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import debian  # noqa: E402 - the path comes first
import sbom  # noqa: E402

from benchmarks.bare.screen import CORNER, Screen  # noqa: E402
from desktop import __version__  # noqa: E402

TARGET = ROOT / "dist" / "mieterdesk"
SPEC = ROOT / "packaging" / "mieterdesk.spec"
PROGRAM = TARGET / ("mieterdesk.exe" if sys.platform == "win32" else "mieterdesk")
BUNDLE = TARGET.parent / "Mieterdesk.app"
"""What macOS calls a program; only there it is made."""
INSTALLER = ROOT / "packaging" / "windows" / "mieterdesk.iss"
SUMS = TARGET.parent / "SHA256SUMS"
STARTS = 5
KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "TMPDIR")
"""All that a packaged program gets of the environment here: it has to do without the rest."""


def main() -> int:
    """Build, test, measure; returns the exit status of the program's own test."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="mieterdesk-package-") as name:
        _build(Path(name))
        print(f"Built in {time.monotonic() - began:.0f} s: {TARGET.relative_to(ROOT)}", flush=True)
        began = time.monotonic()
        status = _run(Path(name), "--self-test").returncode
        tested = time.monotonic() - began
        starts = [_start_time(Path(name)) for _ in range(STARTS)]
        painted = _painted(Path(name))
        if not status:
            _pack(Path(name))
    print(
        f"{_size() / 1e6:.0f} MB in {_files()} files; "
        f"--version in {statistics.median(starts):.2f} s, {painted} (medians of {STARTS}), "
        f"--self-test in {tested:.1f} s",
        flush=True,
    )
    return status


def _build(work: Path) -> None:
    made = work / "dist"
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", made, "--workpath", work / "build", SPEC),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
            "PYI_LOG_LEVEL": "ERROR",
            # The same source gives the same package.
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": _time_of_the_source(),
        },
        check=True,
    )
    if TARGET.exists():
        shutil.rmtree(TARGET)
    TARGET.parent.mkdir(exist_ok=True)
    shutil.move(made / TARGET.name, TARGET)
    if (made / BUNDLE.name).exists():
        if BUNDLE.exists():
            shutil.rmtree(BUNDLE)
        shutil.move(made / BUNDLE.name, BUNDLE)


def _pack(scratch: Path) -> None:
    """Make what is installed, and the list by which a download is compared."""
    for old in TARGET.parent.glob("mieterdesk_*"):
        old.unlink()
    if sys.platform == "linux" and shutil.which("dpkg-deb"):
        began = time.monotonic()
        made = debian.build(TARGET, TARGET.parent, scratch, int(_time_of_the_source()))
        took = time.monotonic() - began
        print(f"{made.name}: {made.stat().st_size / 1e6:.0f} MB in {took:.0f} s", flush=True)
    elif sys.platform == "win32" and shutil.which("iscc"):
        subprocess.run(["iscc", "/Qp", f"/DVersion={__version__}", INSTALLER], check=True)
    elif sys.platform == "darwin":
        image = TARGET.parent / f"mieterdesk_{__version__}.dmg"
        subprocess.run(
            [
                *("hdiutil", "create", "-quiet", "-format", "UDZO", "-volname", "Mieterdesk"),
                *("-srcfolder", BUNDLE, image),
            ],
            check=True,
        )
    shutil.copy(next(TARGET.rglob(sbom.NAME)), TARGET.parent / f"mieterdesk_{__version__}.cdx.json")
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(TARGET.parent.glob("mieterdesk*"))
        if path.is_file()
    )
    SUMS.write_text("".join(lines), encoding="utf-8", newline="\n")


def _time_of_the_source() -> str:
    """Seconds of the last commit; a source without history has none, and 1980 begins archives."""
    told = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "315532800"


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return subprocess.run([PROGRAM, *arguments], cwd=folder, env=kept, check=False)


def _start_time(folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run([PROGRAM, "--version"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _painted(scratch: Path) -> str:
    """How long it takes until the window is painted, in words."""
    if sys.platform != "linux" or shutil.which("Xvfb") is None:
        return "window not measured (no Xvfb)"
    data = scratch / "data"
    subprocess.run(
        [PROGRAM, "create-demo-data", "--data-dir", data, "--cases", "100"],
        cwd=scratch,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = []
    for _ in range(STARTS):
        with Screen(scratch) as screen:
            screen.start([PROGRAM, "--data-dir", data])
            seconds.append(screen.until(lambda: screen.frame.is_painted(CORNER)))
    return f"window painted in {statistics.median(seconds):.2f} s"


def _files() -> int:
    return sum(path.is_file() for path in TARGET.rglob("*"))


def _size() -> int:
    return sum(path.lstat().st_size for path in TARGET.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
