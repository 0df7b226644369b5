"""The data folders that are measured: made once a size, kept under the ignored build folder."""

import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = date(2026, 11, 23)
"""The day on which the demonstration data play."""


def folder_of(size: int) -> Path:
    """Where the data folder of a size is kept."""
    kept = os.environ.get("MIETERDESK_BENCH")
    return (Path(kept) if kept else ROOT / "build" / "bench") / f"cases-{size}"


def prepare(size: int, *, fresh: bool = False) -> Path:
    """Return a data folder of this size, made where it is not there yet.

    Made aside and then renamed, so that an interrupted run leaves no half-filled folder behind.
    """
    folder = folder_of(size)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        return folder
    aside = folder.with_name(f"{folder.name}-new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.parent.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, str(ROOT / "main.py"), "create-demo-data"),
            *("--data-dir", str(aside), "--cases", str(size), "--today", DAY.isoformat()),
        ],
        check=True,
        stdout=sys.stderr,
    )
    aside.rename(folder)
    print(f"{size} cases made in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return folder
