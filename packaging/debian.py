"""Makes a Debian package of the packaged program, and lets Debian's own tools look at it."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import icon
import libraries
import manual

from desktop import __version__
from desktop.texts import Language

RECIPES = Path(__file__).resolve().parent / "debian"
APPLICATION = "de.mieterdesk.Mieterdesk"
HOME = "usr/lib/mieterdesk"
ICON_EDGES = (16, 24, 32, 48, 64, 128, 256, 512)
COMPRESSION = ("-Zzstd", "-z9")
"""Much quicker than xz and a seventh larger; Debian 12 and Ubuntu 22.04 read it."""

Files = Mapping[str, bytes]
"""Contents of files by their place in the system."""


def architecture() -> str:
    """Return what Debian calls this machine's processors."""
    told = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


def name() -> str:
    """Return the name of the package's file."""
    return f"mieterdesk_{__version__}_{architecture()}.deb"


def build(program: Path, target: Path, scratch: Path, moment: int) -> Path:
    """Write the package of ``program`` into the folder ``target`` and return its file.

    ``scratch`` is an empty folder that the caller removes; ``moment`` is the time of the source in
    seconds since 1970, which all files get.

    Raises:
        subprocess.CalledProcessError: one of Debian's tools has something against it.
        libraries.UnknownLibraryError: as ``libraries.depends``.
    """
    root = scratch / "root"
    _lay_out(program, root, small_files(moment))
    check(root)
    _describe(root, program, moment)
    made = scratch / name()
    # Debian's tool takes this as the youngest time that a file may have.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", root, made],
        stdout=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    return Path(shutil.move(made, target / made.name))


def small_files(moment: int) -> Files:
    """Return what a desktop shows of the program before it runs: entry, icons, pages, rights."""
    day = datetime.fromtimestamp(moment, UTC)
    documents = "usr/share/doc/mieterdesk"
    pages = {
        f"usr/share/man/{folder}mieterdesk.1.gz": manual.page(language, day.date())
        for language, folder in ((Language.ENGLISH, "man1/"), (Language.GERMAN, "de/man1/"))
    }
    drawn = {
        f"usr/share/icons/hicolor/{edge}x{edge}/apps/mieterdesk.png": icon.picture(edge)
        for edge in ICON_EDGES
    }
    return {
        f"usr/share/applications/{APPLICATION}.desktop": _recipe(f"{APPLICATION}.desktop"),
        f"usr/share/metainfo/{APPLICATION}.metainfo.xml": _recipe(
            f"{APPLICATION}.metainfo.xml", DATE=day.date().isoformat()
        ),
        "usr/share/icons/hicolor/scalable/apps/mieterdesk.svg": icon.SOURCE.read_bytes(),
        **drawn,
        **{place: _packed(page.encode()) for place, page in pages.items()},
        f"{documents}/copyright": _recipe("copyright"),
        f"{documents}/changelog.gz": _packed(_recipe("changelog", MAIL_DATE=format_datetime(day))),
        "usr/share/lintian/overrides/mieterdesk": _recipe("lintian-overrides"),
    }


def check(root: Path) -> None:
    """Let the tools that know the formats look at what was laid out below ``root``.

    Raises:
        subprocess.CalledProcessError: what one of them has said is on standard output.
    """
    share = root / "usr/share"
    _ask("desktop-file-validate", share / f"applications/{APPLICATION}.desktop")
    metainfo = share / f"metainfo/{APPLICATION}.metainfo.xml"
    _ask("appstreamcli", "validate", "--no-net", "--no-color", metainfo)
    for page in sorted((share / "man").rglob("*.gz")):
        plain = page.with_suffix("")
        plain.write_bytes(gzip.decompress(page.read_bytes()))
        try:
            _ask("mandoc", "-T", "lint", "-W", "warning,stop", plain)
        finally:
            plain.unlink()


def _ask(*command: str | Path) -> None:
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        print(said.stdout + said.stderr, flush=True)
        said.check_returncode()


def _lay_out(program: Path, root: Path, files: Files) -> None:
    home = root / HOME
    # Copies, not links: their rights are changed below.
    shutil.copytree(program, home, symlinks=True, copy_function=shutil.copy)
    for path in [root, *root.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    command = root / "usr/bin/mieterdesk"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/mieterdesk/mieterdesk")
    for place, content in files.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(0o644)
    for path in home.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.name != "mieterdesk":
            # Only the program itself is started; a library is none.
            path.chmod(0o644)


def _describe(root: Path, program: Path, moment: int) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = _recipe(
        "control",
        ARCHITECTURE=architecture(),
        KILOBYTES=str(size),
        DEPENDS=libraries.depends(program),
    )
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(root).as_posix()}\n"
        for path in files
    )
    folder = root / "DEBIAN"
    folder.mkdir(mode=0o755)
    for file, content in (("control", control), ("md5sums", sums.encode())):
        (folder / file).write_bytes(content)
        (folder / file).chmod(0o644)
    for path in root.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (moment, moment))


def _recipe(file: str, **words: str) -> bytes:
    text = (RECIPES / file).read_text(encoding="utf-8")
    for word, value in {"VERSION": __version__, **words}.items():
        text = text.replace(f"@{word}@", value)
    return text.encode()


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
