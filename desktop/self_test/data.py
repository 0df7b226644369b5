"""Checks of the database and of the files that fill it."""

import json
from contextlib import closing

from sqlalchemy import text

from desktop import app
from desktop.database import migrate
from desktop.database.schema_versions import head_revision, known_revisions
from desktop.models import metadata
from desktop.resources import resource_path
from desktop.self_test.check import CheckFailedError, Place, demand, expect, expect_all
from desktop.services.conversation.text_templates import PLACEHOLDERS, fill, load_templates
from desktop.settings import DataFolder
from desktop.texts import Language, speaking, tr

OLDEST_SQLITE = (3, 51, 3)
"""The first one without the bug that damages a file with two connections."""
EVENTS = (
    "to-desktop/message.sent.v1",
    "to-desktop/request.submitted.v1",
    "to-portal/bank_details.changed.v1",
    "to-portal/case.status_changed.v1",
    "to-portal/message.sent.v1",
    "to-portal/request.received.v1",
)
TEMPLATES = (
    "address_request",
    "confirmation_change",
    "generic_received",
    "mandate_request",
    "rejection_iban_invalid",
)
"""Some that the program offers by name; that none is missing is told by the list of files."""


def check_new_database(place: Place) -> str:
    """A new database gets its tables by the migrations, and SQLite is new enough."""
    numbers = [f"{number:04}" for number in range(1, len(known_revisions()) + 1)]
    expect("migrations", list(known_revisions()), numbers)
    with closing(app.build_context(DataFolder(place.path / "new"))) as context:
        expect("migrations", migrate.current_revision(context.database), head_revision())
        with context.database.read() as session:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            expect_all(names, metadata.tables)
            version = str(session.scalar(text("SELECT sqlite_version()")))
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        raise CheckFailedError(f"SQLite {version} < {'.'.join(map(str, OLDEST_SQLITE))}")
    return f"{head_revision()}, SQLite {version}"


def check_demo_data(place: Place) -> str:
    """Invented people and their cases are made: the whole way through portal, checks, release."""
    with closing(app.build_context(place.demo)) as context, context.database.read() as session:
        cases = session.scalar(text("SELECT count(*) FROM cases"))
        return str(cases)


def check_passwords(place: Place) -> str:
    """Passwords are hashed and recognised."""
    with closing(app.build_context(DataFolder(place.path / "new"))) as context:
        stored = context.hasher.hash("Grüße")
        known = [context.hasher.verify(stored, word) for word in ("Grüße", "Grüsse")]
    demand("Argon2id", stored.startswith("$argon2id$"))
    expect("Argon2", known, [True, False])
    return "Argon2id"


def check_texts(_place: Place) -> str:
    """Both languages are there."""
    words = {}
    for language in Language:
        with speaking(language):
            words[language.value] = tr("Beenden")
    expect("de", words["de"], "Beenden")
    expect("en", words["en"], "Quit")
    return ", ".join(words)


def check_schemas(_place: Place) -> str:
    """The schemas of the exchange with the portal can be read."""
    folder = resource_path("schemas")
    found = {
        path.relative_to(folder).with_suffix("").as_posix(): json.loads(path.read_bytes())
        for path in folder.rglob("*.json")
    }
    expect_all(found, EVENTS)
    demand("$schema", all("$schema" in schema for schema in found.values()))
    return str(len(found))


def check_templates(_place: Place) -> str:
    """Prepared replies can be read and filled."""
    found = load_templates()
    expect_all(found, TEMPLATES)
    for entry in found.values():
        filled = fill(entry, dict.fromkeys(PLACEHOLDERS, "x"))
        demand(entry.code, filled.subject and filled.text)
    return str(len(found))
