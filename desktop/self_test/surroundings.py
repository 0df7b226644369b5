"""Checks of what the program is made of: its modules, its files, its libraries."""

import hashlib
import importlib
import pkgutil
import sys

import desktop
from desktop import commands
from desktop.resources import resource_path
from desktop.self_test.check import CheckFailedError, Place, demand, expect, expect_all
from desktop.shipped_parts import licence_text, shipped_parts
from desktop.texts.self_test import missing_text

MANIFEST = "SHA256SUMS"
"""The list of shipped files, written when the program is packaged."""


def check_modules(_place: Place) -> str:
    """Every module of the program can be imported, also those that are loaded by name."""
    found = [entry.name for entry in pkgutil.walk_packages(desktop.__path__, "desktop.")]
    for name in found:
        importlib.import_module(name)
    expect_all(found, commands.COMMANDS.values())
    return str(len(found))


def check_shipped_files(_place: Place) -> str:
    """Every file that was packed is there and unchanged; a checkout has no such list."""
    root = resource_path().parent
    manifest = root / MANIFEST
    if not manifest.exists():
        if getattr(sys, "frozen", False):
            raise CheckFailedError(missing_text([MANIFEST]))
        return "–"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    for digest, name in (line.split("  ", 1) for line in lines):
        file = root / name
        if not file.is_file():
            raise CheckFailedError(missing_text([name]))
        expect(name, hashlib.sha256(file.read_bytes()).hexdigest(), digest)
    parts = shipped_parts()
    demand("licences", bool(parts) and all(licence_text(part) for part in parts))
    return str(len(lines))


def check_postgresql(_place: Place) -> str:
    """The driver for PostgreSQL is there with its own library, and SQLAlchemy finds it."""
    import psycopg
    import psycopg.pq
    from sqlalchemy.engine.url import make_url

    expect("libpq", psycopg.pq.__impl__, "binary")
    dialect = make_url("postgresql+psycopg://localhost/").get_dialect()
    expect("SQLAlchemy", dialect.import_dbapi().__name__, "psycopg")
    demand("libpq 15", psycopg.pq.version() >= 150_000)
    return psycopg.__version__


def check_commands(_place: Place) -> str:
    """Every command of the command line is there and can say what it does."""
    for name in commands.COMMANDS:
        demand(name, commands.load(name).HELP)
    return str(len(commands.COMMANDS))
