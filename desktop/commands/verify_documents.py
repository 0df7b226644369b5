"""``verify-documents``: read every document and tell what is missing, damaged or nobody's."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Final

from desktop.texts import tr

NAME: Final = "verify-documents"
HELP: Final = tr("prüft, ob alle Dokumente da und unverändert sind")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Reads every document and prints what was found, one JSON line; nothing is changed.

    Returns 1 where a document is missing or damaged. What nobody refers to is only told.

    Raises:
        UserError: ``documents.*`` and what opening the data folder raises.
    """
    from desktop.services.documents.verifying import verify_documents
    from desktop.services.staff.access import SYSTEM

    context = args.application().build_context(args.data_folder)
    try:
        found = verify_documents(context, SYSTEM)
    finally:
        context.close()
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 0 if found.is_sound else 1
