"""``audit``: read the whole audit log and tell whether it is the one that was written."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.domain.audit_trail import TrailFinding

NAME: Final = "audit"
HELP: Final = tr("prüft das Protokoll auf veränderte, entfernte und eingefügte Einträge")
VERIFY: Final = "verify"
ANCHOR: Final = "anchor"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "act",
        choices=(VERIFY, ANCHOR),
        help=tr(
            "verify prüft das Protokoll, anchor hält sein heutiges Ende in der Ankerdatei fest"
        ),
    )
    parser.add_argument(
        "--anchors",
        type=_file,
        metavar="DATEI",
        help=tr("Ankerdatei; sonst gilt die der Einstellungen, sonst die des Datenordners"),
    )


def run(args: argparse.Namespace) -> int:
    """Verifies or notes the end of the log.

    ``verify`` prints one JSON line for each finding (``fault``, ``first``, ``last``, ``day``), then
    one with ``checked``, ``anchors`` and the number of lines by fault; returns 1 if there are any.
    ``anchor`` prints what it noted, ``{}`` where today has an anchor already.

    Raises:
        UserError: ``audit.*`` and what opening the data folder raises.
    """
    from desktop.services.audit_trail.verifying import anchor_of_today, verify_trail
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    context = application.build_context(args.data_folder)
    try:
        place = application.build_anchors(args.data_folder, args.anchors)
        if args.act == ANCHOR:
            noted = anchor_of_today(context, place)
            told = {} if noted is None else {"day": noted.day.isoformat(), "id": noted.line_id}
            sys.stdout.write(json.dumps(told) + "\n")
            return 0
        report = verify_trail(context, SYSTEM, place)
    finally:
        context.close()
    for finding in report.findings:
        sys.stdout.write(json.dumps(_line(finding)) + "\n")
    counts = {fault.value: count for fault, count in report.counts.items()}
    summary = {"checked": report.checked, "anchors": report.anchors, **counts}
    sys.stdout.write(json.dumps(summary) + "\n")
    return 0 if report.is_intact else 1


def _line(finding: "TrailFinding") -> dict[str, object]:
    return {
        "fault": finding.fault.value,
        "first": finding.first,
        "last": finding.last,
        "day": None if finding.day is None else finding.day.isoformat(),
    }


def _file(text: str) -> Path:
    if not text:
        raise ValueError(text)
    return Path(text).absolute()
