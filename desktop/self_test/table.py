"""Which checks there are, in the order they run; the names are those of the command line."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from desktop.commands.parser import CommandLineError
from desktop.self_test import (
    data,
    failures,
    key_rings,
    letters,
    pictures,
    rule_book,
    screens,
    stores,
    surroundings,
    writing,
)
from desktop.self_test.check import Check
from desktop.self_test.runner import run_checks
from desktop.texts.self_test import unknown_check_text

CHECKS: Final[Mapping[str, Check]] = {
    "shipped-files": surroundings.check_shipped_files,
    "modules": surroundings.check_modules,
    "commands": surroundings.check_commands,
    "new-database": data.check_new_database,
    "postgresql": surroundings.check_postgresql,
    "account-methods": rule_book.check_account_methods,
    "accounts": rule_book.check_accounts,
    "contact-data": rule_book.check_contact_data,
    "holidays": rule_book.check_holidays,
    "time-zones": rule_book.check_time_zones,
    "passwords": data.check_passwords,
    "key-ring": key_rings.check_key_ring,
    "texts": data.check_texts,
    "schemas": data.check_schemas,
    "templates": data.check_templates,
    "demo-data": data.check_demo_data,
    "plugins": pictures.check_plugins,
    "qt-texts": pictures.check_qt_texts,
    "fonts": pictures.check_fonts,
    "icons": pictures.check_icons,
    "pictures": pictures.check_pictures,
    "pdf": pictures.check_pdf,
    "document-store": stores.check_document_store,
    "pdf-reader": pictures.check_pdf_reader,
    "letters": letters.check_letters,
    "spelling": writing.check_spelling,
    "screens": screens.check_screens,
    "crash-report": failures.check_crash_report,
    # What the checks before did without being asked.
    "network": failures.check_network,
    "surprises": failures.check_surprises,
}


def run(names: Sequence[str]) -> int:
    """Run the checks with these names, all without any, and print what became of them.

    Raises:
        CommandLineError: there is no check of such a name.
    """
    for name in names:
        if name not in CHECKS:
            raise CommandLineError(unknown_check_text(name, CHECKS))
    chosen = {name: CHECKS[name] for name in names} if names else CHECKS
    return run_checks(chosen, partial(print, flush=True))
