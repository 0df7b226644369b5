"""Every screen is built and drawn: both languages, both schemes, on demonstration data."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.self_test import qt  # isort: skip - chooses the platform before Qt is loaded

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop import app, crash, views
from desktop.domain.kinds import BatchState, PrintWay
from desktop.domain.master_data.sheets import SheetFacts
from desktop.domain.work import BulkKind
from desktop.self_test.check import CheckFailedError, Place, expect_all
from desktop.self_test.pictures import is_blank, theme_controller
from desktop.services.consumption.view import MonthProofs, MonthPublication
from desktop.services.damages.order_draft import OrderDraft
from desktop.services.demo.create import DEMO_PASSWORD
from desktop.services.letters.view import BatchRow
from desktop.services.master_data.tables import TableOffer
from desktop.services.registration.view import CodeOptions
from desktop.settings import AppSettings
from desktop.tasks import Tasks
from desktop.texts import Language, set_language
from desktop.texts.self_test import empty_text
from desktop.views.about.about_dialog import AboutDialog
from desktop.views.account.letter_dialog import LetterDialog
from desktop.views.account.new_code_dialog import NewCodeDialog
from desktop.views.actions import ActionId
from desktop.views.administration.account_settings_page import AccountSettingsPage
from desktop.views.administration.categories_page import CategoriesPage
from desktop.views.administration.companies_page import CompaniesPage
from desktop.views.administration.configuration_page import ConfigurationPage
from desktop.views.administration.document_store_page import DocumentStorePage
from desktop.views.administration.letter_templates_page import LetterTemplatesPage
from desktop.views.administration.new_company_dialog import NewCompanyDialog
from desktop.views.administration.office_page import OfficePage
from desktop.views.administration.recalculate_dialog import RecalculateDialog
from desktop.views.administration.replies_page import RepliesPage
from desktop.views.administration.rules_page import RulesPage
from desktop.views.administration.staff_page import StaffPage
from desktop.views.administration.teams_page import TeamsPage
from desktop.views.audit.trail_page import AuditTrailPage
from desktop.views.bulk.bulk_dialog import BulkDialog
from desktop.views.consumption.correct_dialog import CorrectUsageDialog
from desktop.views.consumption.proof_dialog import ProofDialog
from desktop.views.consumption.publish_dialog import PublishMonthDialog
from desktop.views.damage.group_dialog import GroupDialog
from desktop.views.damage.group_reply_dialog import GroupReplyDialog
from desktop.views.damage.order_dialog import OrderDialog
from desktop.views.dialogs.crash_dialog import CrashDialog
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.rejection_dialog import RejectionDialog
from desktop.views.dialogs.wait_dialog import WaitDialog
from desktop.views.documents.archive_dialog import ArchiveDialog
from desktop.views.documents.recall_dialog import RecallDialog
from desktop.views.documents.tenant_view_dialog import TenantViewDialog
from desktop.views.documents.upload_dialog import UploadDialog, UploadGoal
from desktop.views.keys.overview_dialog import OverviewDialog
from desktop.views.letters.address_dialog import AddressDialog
from desktop.views.letters.many_codes_dialog import ManyCodesDialog
from desktop.views.letters.new_codes_dialog import NewCodesDialog
from desktop.views.library_forms.form_dialog import FormDialog
from desktop.views.main_window import MainWindow
from desktop.views.master_data.mapping_dialog import MappingDialog
from desktop.views.master_data.master_data_page import MasterDataPage
from desktop.views.operation.restore_dialog import RestoreDialog
from desktop.views.palette.palette_dialog import PaletteDialog
from desktop.views.saved_views.save_view_dialog import RenameDialog, SaveViewDialog
from desktop.views.sign_in.password_dialog import PasswordDialog
from desktop.views.sign_in.sign_in_page import DEMO_LOGINS
from desktop.views.uploads.way_dialog import RowWayDialog
from desktop.views.workplace import Workplace

SIZE = (1440, 900)
CALM_ROUNDS = 3
"""So often in a row nothing may be under way: what came may ask for more."""
PACE = (
    (ActionId.LANGUAGE_GERMAN, ActionId.THEME_LIGHT),
    (ActionId.LANGUAGE_ENGLISH, ActionId.THEME_DARK),
)
_SCREENS = ("Page", "Dialog")
_BATCH = BatchRow(
    number=1,
    state=BatchState.PRINTED,
    way=PrintWay.PRINTER,
    letter_count=2,
    made_at=datetime(2026, 11, 23, tzinfo=UTC),
    made_by="Probe",
    printed_at=None,
    printed_by="Probe",
    take_back_reason="",
    codes=2,
)


@dataclass
class Tour:
    """One window and what was seen of it; names of classes and how often each was drawn."""

    window: MainWindow
    tasks: Tasks
    seen: set[str]
    drawn: int = 0

    def rest(self) -> None:
        """Until everything asked for has come and is shown."""
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = 0 if self.tasks.is_busy() else calm + 1
            return calm > CALM_ROUNDS

        qt.wait_until("Qt", is_calm)

    def look(self, widget: QWidget) -> None:
        """Draw what is on show now."""
        self.rest()
        if is_blank(widget.grab().toImage()):
            raise CheckFailedError(empty_text([type(widget).__name__]))
        self.seen.update(type(entry).__name__ for entry in QApplication.allWidgets())
        self.drawn += 1

    def sign_in(self) -> None:
        """The first page, then the first clerk's workspace."""
        page = self.window.sign_in
        self.look(page)
        page.login.setText(DEMO_LOGINS[0])
        page.password.setText(DEMO_PASSWORD)
        page.submit.click()
        qt.wait_until("Workspace", lambda: self.window.workspace is not None)

    def walk(self) -> None:
        """Every entry of the sidebar with its first case, every dialog."""
        workspace = self.window.workspace
        assert workspace is not None
        qt.wait_until("Sidebar", lambda: workspace.sidebar.model.rowCount() > 0)
        self.rest()
        model = workspace.sidebar.model
        for key in filter(None, map(model.key_at, range(model.rowCount()))):
            workspace.sidebar.choose(key)
            workspace.open_key(key)
            self.look(self.window)
        for open_apart in (workspace.recording.open, workspace.search.open):
            open_apart()
            self.look(self.window)
        for make in (
            AccountSettingsPage,
            AuditTrailPage,
            CategoriesPage,
            CompaniesPage,
            ConfigurationPage,
            DocumentStorePage,
            LetterTemplatesPage,
            MasterDataPage,
            OfficePage,
            RepliesPage,
            RulesPage,
            StaffPage,
            TeamsPage,
        ):
            # A clerk's sidebar does not lead to them.
            page = make(workspace.workplace)
            page.show()
            self.look(page)
            page.close()
            page.deleteLater()
        for dialog in self._dialogs():
            dialog.show()
            self.look(dialog)
            dialog.close()
        self.lock()

    def lock(self) -> None:
        """The window as it is while its person is away, and back to what was on show."""
        self.window.lock()
        page = self.window.lock_page
        assert page is not None
        self.look(self.window)
        page.password.setText(DEMO_PASSWORD)
        page.submit.click()
        qt.wait_until("Unlock", lambda: self.window.lock_page is None)

    def _workplace(self) -> Workplace:
        assert self.window.workspace is not None
        return self.window.workspace.workplace

    def _dialogs(self) -> tuple[QDialog, ...]:
        report = crash.make_report(ValueError("Probe"), "self-test")
        today = app.clock_at(None).today()
        return (
            ReasonDialog("Probe", "Probe", "Probe", parent=self.window),
            RejectionDialog((), self.window),
            WaitDialog(today, parent=self.window),
            SaveViewDialog("Probe", parent=self.window),
            RenameDialog("Probe", self.window),
            AboutDialog(parent=self.window),
            CrashDialog(report, app.write_whole, self.window),
            AddressDialog(("Probe",), self.window),
            NewCodesDialog(_BATCH, self.window),
            ManyCodesDialog(self._workplace(), self.window),
            OverviewDialog(self.window.actions_registry, self.window),
            PaletteDialog(self.window),
            NewCodeDialog(
                CodeOptions(tenancy_id=1, parties=(), expires_on=today, second_person=True),
                today,
                parent=self.window,
            ),
            LetterDialog("Probe", "Probe", b"", self.window),
            OrderDialog(OrderDraft("Probe", "", today, today, ()), parent=self.window),
            GroupDialog((), "Probe", self.window),
            GroupReplyDialog("Probe", "Probe", self.window),
            MappingDialog(_a_table(), self.window),
            RowWayDialog("Probe", None, self.window),
            CorrectUsageDialog("Probe", "Probe", "kWh", self.window),
            PublishMonthDialog("Probe", MonthPublication(), self.window),
            ProofDialog("Probe", MonthProofs(0, 0, 0, ()), self.window),
            BulkDialog(BulkKind.CLOSE, today, 2, self.window),
            UploadDialog(
                UploadGoal(tenancy_id=1, company_code="probe", whose="Probe"),
                lambda: today,
                self.window,
            ),
            RecallDialog(1, "Probe", ("Probe", ""), self.window),
            FormDialog(self._workplace().companies, parent=self.window),
            ArchiveDialog(today, parent=self.window),
            TenantViewDialog(((1, "Probe"),), self.window),
            PasswordDialog(self.window),
            NewCompanyDialog(self.window),
            RecalculateDialog(self._workplace(), (1, "Probe"), _nothing, self.window),
            RestoreDialog(self._workplace(), self.window),
        )


def _nothing(_cases: int) -> None:
    """A clerk recalculates nothing."""


def _a_table() -> TableOffer:
    """A table of which nothing is known but two headings."""
    facts = SheetFacts("Probe.csv", "", ("company", "Probe"), "", 0)
    return TableOffer(facts, None, (None, None), remembered=False)


def check_screens(place: Place) -> str:
    """Build and draw all of them; a page or dialog that the tour does not reach is a failure."""
    folder = place.demo
    set_language(Language.GERMAN)
    theme = theme_controller()
    with closing(app.build_context(folder)) as context:
        tasks = Tasks(context.database)
        settings = AppSettings(demo_password=DEMO_PASSWORD, auto_intake=False, auto_deliver=False)
        window = MainWindow.on(app.build_program(folder, context, settings, tasks, theme))
        window.resize(*SIZE)
        window.show()
        tour = Tour(window, tasks, set())
        try:
            tour.sign_in()
            for actions in PACE:
                for action in actions:
                    window.actions_registry[action].trigger()
                tour.walk()
        finally:
            window.close()
            window.deleteLater()
            qt.application().processEvents()
            set_language(Language.GERMAN)
    names = screen_names()
    expect_all(tour.seen, names)
    return f"{len(names)}, {tour.drawn}"


def screen_names() -> set[str]:
    """Return the names of all pages and dialogs of the program."""
    found: set[str] = set()
    for entry in pkgutil.walk_packages(views.__path__, "desktop.views."):
        module = importlib.import_module(entry.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == entry.name and issubclass(kind, QWidget):
                found.add(name)
    return {name for name in found if name.endswith(_SCREENS) and not name.startswith("_")}
