"""The command line: which commands exist, and what holds for all of them.

A command is a module of this package with

- ``NAME``: how it is called, ``HELP``: one German sentence,
- ``add_arguments(parser)``: its own arguments (``--data-dir`` is added here for all),
- ``run(args) -> int``: 0 fine, 1 something was found. It may raise ``UserError``.

``args`` carries besides its arguments ``data_folder`` (a ``DataFolder``, not created yet) and
``application``, a function that gives the wired program (``Application``). Modules of commands
import heavy things inside ``run``; none of them loads Qt.

``--version`` and ``--self-test`` stand in place of a command.
"""

import argparse
import contextlib
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TextIO, cast

from desktop import __version__, crash, logs
from desktop.commands.parser import PROGRAM, CommandLineError, GermanParser
from desktop.data_folder import DataFolder, resolve_data_folder
from desktop.domain.errors import UserError
from desktop.texts import tr

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.audit_trail.ports import AnchorPlace
    from desktop.services.context import ServiceContext
    from desktop.services.delivery.port import PortalOutbox
    from desktop.services.demo.statements.ports import DemoPapers
    from desktop.services.hand_over.ports import ErpFiles
    from desktop.services.intake.ports import PortalInbox
    from desktop.services.letters.port import LetterPress
    from desktop.services.master_data.ports import Spreadsheets
    from desktop.services.operation.doctor import Patient
    from desktop.services.operation.ports import Places
    from desktop.services.operation.restoring import ChosenBackup, RestoreTarget
    from desktop.services.ports import Clock
    from desktop.services.uploads.ports import UploadFiles

COULD_NOT_RUN: Final = 2
_INTERRUPTED: Final = 130

COMMANDS: Final[dict[str, str]] = {
    "check-bank-details": "desktop.commands.check_bank_details",
    "intake": "desktop.commands.intake",
    "deliver": "desktop.commands.deliver",
    "export-bank-changes": "desktop.commands.export_bank_changes",
    "export-contact-changes": "desktop.commands.export_contact_changes",
    "import-consumption": "desktop.commands.import_consumption",
    "import-master-data": "desktop.commands.import_master_data",
    "list-cases": "desktop.commands.list_cases",
    "list-intake": "desktop.commands.list_intake",
    "report-deadlines": "desktop.commands.report_deadlines",
    "backup": "desktop.commands.backup",
    "restore": "desktop.commands.restore",
    "doctor": "desktop.commands.doctor",
    "audit": "desktop.commands.audit",
    "export-configuration": "desktop.commands.export_configuration",
    "import-configuration": "desktop.commands.import_configuration",
    "reset-password": "desktop.commands.reset_password",
    "match-documents": "desktop.commands.match_documents",
    "verify-documents": "desktop.commands.verify_documents",
    "create-demo-data": "desktop.commands.create_demo_data",
    "create-demo-statements": "desktop.commands.create_demo_statements",
}


class Application(Protocol):
    """The wired program as commands see it: ``desktop.app``, loaded only when asked for."""

    def build_context(
        self, data_folder: DataFolder, *, clock: "Clock | None" = None
    ) -> "ServiceContext":
        """Opens the data folder with everything that services need."""

    def clock_at(self, day: "date | None") -> "Clock":
        """The clock for ``--today``: 00:00 Berlin of ``day``; without a day the real one."""

    def build_portal_inbox(self, data_folder: DataFolder) -> "PortalInbox":
        """What the portal left for us."""

    def build_portal_outbox(self, data_folder: DataFolder) -> "PortalOutbox":
        """Where the portal finds what we send."""

    def build_erp_files(self, data_folder: DataFolder) -> "ErpFiles":
        """Where runs for the ERP are written by themselves."""

    def build_places(self, data_folder: DataFolder) -> "Places":
        """The folders whose room is watched, and where backups go."""

    def build_restore(
        self, data_folder: DataFolder, file: Path | None
    ) -> "tuple[RestoreTarget, ChosenBackup]":
        """What is restored where: the newest backup where no file is named."""

    def build_patient(self, data_folder: DataFolder) -> "Patient":
        """What a doctor looks at; nothing is opened or made yet."""

    def build_anchors(self, data_folder: DataFolder, chosen: Path | None = None) -> "AnchorPlace":
        """Where the end of the audit log is noted every day."""

    def build_spreadsheets(self) -> "Spreadsheets":
        """What opens CSV files and workbooks."""

    def build_upload_files(self) -> "UploadFiles":
        """What finds and reads PDF files of folders."""

    def build_demo_papers(self) -> "DemoPapers":
        """What makes PDF files of invented pages."""

    def build_press_without_window(self) -> "LetterPress":
        """What paints certificates; only asked for where one is to be made."""

    def write_whole(self, target: Path, content: bytes) -> None:
        """Writes a file so that nobody ever sees half of it; raises ``OSError``."""


class Command(Protocol):
    """What a module of this package offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Does the work and returns the exit status."""


SelfTest = Callable[[Sequence[str]], int]
"""Runs the checks with these names, all without any; raises ``CommandLineError`` for others."""


def _no_self_test(_names: Sequence[str]) -> int:
    raise CommandLineError(tr("Dieses Programm hat keinen Selbsttest."))


OpenWindow = Callable[[Path], int]
"""Shows the window on a data folder until it is closed; returns the exit status."""


def _no_window(_data_dir: Path) -> int:
    raise CommandLineError(tr("Dieses Programm hat kein Fenster."))


def run(
    arguments: Sequence[str],
    *,
    load_application: Callable[[], Application],
    self_test: SelfTest = _no_self_test,
    open_window: OpenWindow = _no_window,
) -> int:
    """Runs a command, the self-test, or opens the window; returns the exit status.

    0 is fine, 1 means that something was found, 2 that it could not run. What goes wrong is one
    German sentence on standard error; details are in the log.
    """
    _write_utf8()
    log: Path | None = None
    try:
        args = _parse(arguments)
        args.application = load_application
        args.self_test_runner = self_test
        args.open_window = open_window
        args.data_folder = folder = resolve_data_folder(args.data_dir)
        log = folder.log_file
        handler = logs.start_logging(log)
        try:
            status = cast(int, args.run(args))
            _flush()
        finally:
            logs.stop_logging(handler)
    except CommandLineError as error:
        return _could_not_run(error.sentence)
    except UserError as error:
        from desktop.texts.errors import error_sentence

        return _could_not_run(error_sentence(error))
    except BrokenPipeError:
        _forget(sys.stdout)
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: into the log, one sentence outside
        return _unexpected(error, log)
    return status


def load(name: str) -> Command:
    """The module of a command; raises ``KeyError`` for an unknown name."""
    return cast(Command, importlib.import_module(COMMANDS[name]))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    if arguments and not arguments[0].startswith("-"):
        return _parse_command(arguments[0], arguments[1:])
    match arguments:
        # As a click on the program's sign starts it; a parser takes longer than all else here.
        case []:
            return argparse.Namespace(data_dir=None, run=_open_window)
        case ["--data-dir", folder] if folder and not folder.startswith("-"):
            return argparse.Namespace(data_dir=Path(folder), run=_open_window)
    parser = GermanParser(prog=PROGRAM, description=tr("Öffnet Mieterdesk."), list_commands=_help)
    _add_data_dir(parser)
    parser.add_argument(
        "--version",
        action="version",
        version=f"Mieterdesk {__version__}",
        help=tr("zeigt die Version"),
    )
    parser.add_argument(
        "--self-test",
        nargs="*",
        metavar=tr("PRÜFUNG"),
        help=tr("prüft ohne Bildschirm und ohne Datenordner, ob das Programm vollständig ist"),
    )
    args = parser.parse_args(arguments)
    args.run = _open_window if args.self_test is None else _test_itself
    return args


def _parse_command(name: str, arguments: Sequence[str]) -> argparse.Namespace:
    if name not in COMMANDS:
        raise CommandLineError(
            tr(
                "Den Befehl „{name}“ gibt es nicht; möglich sind: {names}.",
                name=name,
                names=", ".join(COMMANDS),
            )
        )
    command = load(name)
    parser = GermanParser(prog=f"{PROGRAM} {command.NAME}", description=command.HELP)
    _add_data_dir(parser)
    command.add_arguments(parser)
    args = parser.parse_args(arguments)
    args.run = command.run
    return args


def _folder(text: str) -> Path:
    """An empty name would silently mean the present directory."""
    if not text:
        raise ValueError(text)
    return Path(text)


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        type=_folder,
        metavar="ORDNER",
        help=tr("Datenordner; sonst gilt MIETERDESK_DATA_DIR, sonst der übliche Ort des Systems"),
    )


def _help() -> list[tuple[str, str]]:
    return [(name, load(name).HELP) for name in COMMANDS]


def _open_window(args: argparse.Namespace) -> int:
    folder: DataFolder = args.data_folder
    show: OpenWindow = args.open_window
    return show(folder.path)


def _test_itself(args: argparse.Namespace) -> int:
    runner: SelfTest = args.self_test_runner
    return runner(args.self_test)


def _write_utf8() -> None:
    """The output is UTF-8 with plain line ends, whatever the system's locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _forget(stream: TextIO) -> None:
    """Who read us has gone: what is still buffered must not complain when Python ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _could_not_run(sentence: str) -> int:
    if sys.stderr is not None:
        try:
            print(" ".join(logs.redact(sentence).split()), file=sys.stderr)
        except BrokenPipeError:
            _forget(sys.stderr)
    return COULD_NOT_RUN


def _unexpected(error: Exception, log: Path | None) -> int:
    try:
        log = log or resolve_data_folder().log_file
    except UserError:
        # An account without a home has no place for it either.
        crash.report(error)
        return _could_not_run(tr("Ein unerwarteter Fehler ist aufgetreten."))
    handler = logs.start_logging(log)
    try:
        crash.report(error)
    finally:
        logs.stop_logging(handler)
    return _could_not_run(
        tr("Ein unerwarteter Fehler ist aufgetreten; Einzelheiten stehen in {file}.", file=str(log))
    )
