"""Area *Übergabe an das ERP*: what is said when the file has nowhere to go."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.adapters.chosen_files import LocalFiles
from desktop.adapters.letters import LetterPress
from desktop.adapters.pdf_reader.reader import PdfReaders
from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.adapters.upload_files import UploadFolder
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.services.context import ServiceContext
from desktop.services.hand_over.use_cases import list_waiting
from desktop.services.staff.companies import list_companies
from desktop.tasks import SynchronousTasks
from desktop.views.actions import Actions
from desktop.views.hand_over.hand_over_page import HandOverPage
from desktop.views.letters.paper import Paper
from desktop.views.workplace import Backend, Person, Workplace
from tests.support.bank_cases import released
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.factories import Household, add_household
from tests.support.places import make_places
from tests.support.printers import NoPrinters


@pytest.fixture
def context(sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[ServiceContext]:
    path = tmp_path / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    made = make_context(open_database(path), tmp_path, clock)
    yield made
    made.close()


def _full(_target: Path, _content: bytes) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _page(
    qapp: QApplication, context: ServiceContext, home: Household, folder: Path
) -> HandOverPage:
    backend = Backend(
        context,
        SynchronousTasks(),
        FolderInbox(folder),
        _full,
        make_places(folder),
        LocalFiles(),
        Paper(LetterPress(), NoPrinters()),
        PdfReaders(),
        SpreadsheetFiles(),
        UploadFolder(),
    )
    companies = list_companies(context, home.clerk)
    workplace = Workplace(backend, Actions(qapp), Person(home.clerk, companies))
    page = HandOverPage(workplace)
    workplace.setParent(page)
    page.open_with(frozenset())
    return page


def test_a_full_disk_loses_no_run_and_is_no_crash(
    qapp: QApplication,
    context: ServiceContext,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = add_household(context.database)
    released(context, home)
    clock.advance(timedelta(minutes=1))
    page = _page(qapp, context, home, tmp_path)
    monkeypatch.setattr(page, "_ask_target", lambda _name: tmp_path / "erp.csv")
    page.export.click()
    (run,) = list_waiting(context, home.clerk).past
    assert not page.message.isHidden()
    assert f"{run.number}" in page.message.title.text()
    page.deleteLater()
