"""Renders every screen and state, light and dark, into ``docs/screenshots``.

``python -m tests.screenshots [FOLDER] [PICTURE ...]``: the demonstration data of one fixed day are
made afresh, the program runs on them, and its real screens are stored. The same data and program
give the same pictures.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.adapters.clock import SystemClock
from desktop.adapters.portal_inbox import FolderInbox
from desktop.app import build_context, build_demo_papers
from desktop.domain.accounts import MasterDataKind
from desktop.domain.application_form import FormField
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.documents import CertificateState, ReadingState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind, LinkKind, PortalAccountState, PrintWay, UnitKind
from desktop.domain.operation import JobName
from desktop.domain.portal_event import PortalEventType
from desktop.models.bank import BankChange, BankFinding, Decision
from desktop.models.case import Attachment, Case, CaseLink, Message
from desktop.models.company import Category, Company, Staff
from desktop.models.consumption import ConsumptionReading
from desktop.models.document import Certificate, Document
from desktop.models.exchange import Delivery
from desktop.models.master_data import Meter
from desktop.models.operation import Heartbeat
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Unit
from desktop.models.work import ContractorOrder
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.context import ServiceContext
from desktop.services.demo.create import DEMO_PASSWORD, create_demo_data
from desktop.services.demo.statements.making import create_demo_statements
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.intake.use_cases import take_in
from desktop.services.letters.commands import PrintLetters
from desktop.services.letters.use_cases import print_letters
from desktop.services.letters.view import BatchContent
from desktop.services.staff.sign_in import actor_for_login
from desktop.settings import AppSettings, DataFolder
from desktop.texts import Language
from desktop.texts.errors import error_sentence
from desktop.views.account.account_page import DOCUMENTS, HISTORY, OVERVIEW, REGISTRATION, USAGE
from desktop.views.actions import ActionId
from desktop.views.administration.categories_page import CategoriesPage
from desktop.views.inbox.filter_choices import FilterMenu
from desktop.views.inbox.filter_panel import FilterPanel
from desktop.views.master_data.master_data_page import MasterDataPage
from desktop.views.sidebar_entries import CATEGORIES, MASTER_DATA
from desktop.views.start_problem import StartProblem, StartProblemWindow
from desktop.views.theme_controller import Scheme
from tests import screenshots_setup as setup
from tests.support import pdf_files
from tests.support.master_data import STREET, write_csv
from tests.support.pictures import picture_of, save_small
from tests.support.portal import request
from tests.support.program import RunningProgram, application, theme_controller
from tests.support.screen import use_offscreen_screen
from tests.support.usage import usage_file

NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
"""The morning of the mock-ups: Monday 23 November 2026, 09:42 in Berlin."""
CASES = 2_400
STATEMENTS, STATEMENTS_SEED = 100, 7
TARGET = Path("docs/screenshots")
SKELETON_MS = 400
HOUR_MS = 3_600_000
WORKED_ON = (CaseState.NEW, CaseState.IN_REVIEW)


@dataclass
class Studio:
    """The program on one copy of the data, in one scheme; ``shoot`` stores a picture."""

    folder: DataFolder
    context: ServiceContext
    clock: SteppingClock
    scheme: Scheme
    target: Path
    wanted: frozenset[str]
    program: RunningProgram

    def shoot(self, name: str, window: QWidget | None = None) -> None:
        """Store what is on the screen now: the program's window, or another one."""
        if self.wanted and name not in self.wanted:
            return
        self.program.wait()
        path = self.target / f"{name}-{self.scheme.value}.png"
        size = save_small(picture_of(window or self.program.window), path)
        print(f"{path.name}: {size // 1024} KB")

    def enter(self, login: str) -> None:
        """Sign in, whoever was there before."""
        if self.program.window.workspace is not None:
            self.program.press("Ctrl+Shift+L")
        self.program.sign_in(login, DEMO_PASSWORD)

    def open(self, case_id: int) -> None:
        """Show a case with all open ones beside it."""
        self.program.press("Ctrl+1")
        self.program.workspace.inbox.open_case(case_id)
        self.program.wait()

    def by_letter(self) -> int:
        """The most urgent bank change that came on paper."""
        with self.context.database.read() as session:
            query = select(Case.id).join(BankChange).where(Case.state.in_(WORKED_ON))
            query = query.where(Case.channel == Channel.LETTER)
            return _first(session, query.order_by(Case.act_by, Case.id))

    def discard_draft(self) -> None:
        """Throw away what is being written, so that no later picture shows it."""
        self.program.click(self.program.pane.page.composer.discard)

    def staff_id(self, login: str) -> int:
        """The number of a colleague."""
        with self.context.database.read() as session:
            return session.scalars(select(Staff.id).where(Staff.login == login)).one()

    def case_with(self, *codes: str) -> int:
        """The most urgent case with all these findings that is worked on."""
        with self.context.database.read() as session:
            query = select(Case.id).join(BankChange).where(Case.state.in_(WORKED_ON))
            for code in codes:
                query = query.where(
                    select(BankFinding.id)
                    .where(BankFinding.bank_change_id == BankChange.id, BankFinding.code == code)
                    .exists()
                )
            return _first(session, query.order_by(Case.act_by, Case.id))

    def new_case(self) -> int:
        """The most urgent bank change that nobody has taken."""
        with self.context.database.read() as session:
            query = (
                select(Case.id)
                .join(BankChange)
                .where(Case.state == CaseState.NEW, Case.assignee_id.is_(None))
            )
            return _first(session, query.order_by(Case.act_by, Case.id))

    def proposed_by(self, login: str) -> int:
        """The first case that this colleague proposed."""
        with self.context.database.read() as session:
            query = (
                select(Case.id)
                .join(BankChange)
                .join(Decision)
                .where(Case.state == CaseState.PROPOSED, Decision.staff_id == self.staff_id(login))
            )
            return _first(session, query.order_by(Case.act_by, Case.id))

    def variant(self, variant: BankChangeVariant) -> int:
        """The most urgent open case of a kind of bank change."""
        with self.context.database.read() as session:
            query = select(Case.id).join(BankChange).where(Case.is_open)
            query = query.where(BankChange.variant == variant)
            return _first(session, query.order_by(Case.act_by, Case.id))

    def with_other_contracts(self) -> int:
        """The most urgent open bank change of a tenant who has more than one contract."""
        with self.context.database.read() as session:
            several = (
                select(TenancyParty.tenant_id)
                .group_by(TenancyParty.tenant_id)
                .having(func.count() > 1)
            )
            query = (
                select(Case.id)
                .join(BankChange)
                .join(TenancyParty, TenancyParty.tenancy_id == BankChange.tenancy_id)
                .where(Case.state.in_(WORKED_ON), TenancyParty.tenant_id.in_(several))
            )
            return _first(session, query.order_by(Case.act_by, Case.id))

    def released(self, state: BankChangeState = BankChangeState.RELEASED) -> int:
        """The case that was released last."""
        with self.context.database.read() as session:
            query = (
                select(BankChange.case_id)
                .join(Decision)
                .where(BankChange.state == state, Decision.kind == DecisionKind.RELEASED)
            )
            return _first(session, query.order_by(Decision.id.desc()))

    def case_with_file(self, media_type: str) -> int:
        """The first open case with a file of a kind."""
        with self.context.database.read() as session:
            query = (
                select(Case.id)
                .join(Message, Message.case_id == Case.id)
                .join(Attachment)
                .where(Case.is_open, Attachment.media_type.startswith(media_type))
            )
            return _first(session, query.order_by(Case.id))

    def outage(self) -> int:
        """The first report of the house without heating: the only case with an order."""
        with self.context.database.read() as session:
            return _first(session, select(ContractorOrder.case_id).order_by(ContractorOrder.id))

    def registration(self) -> int:
        """Somebody who cannot register; one with letters, if there are some."""
        with self.context.database.read() as session:
            letters = (
                select(func.count())
                .select_from(RegistrationCode)
                .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
                .where(PortalAccount.tenancy_id == Case.tenancy_id)
                .scalar_subquery()
            )
            query = (
                select(Case.id)
                .join(Category, Category.id == Case.category_id)
                .where(Category.code == "registration", Case.is_open, Case.tenancy_id.is_not(None))
                .order_by(letters.desc(), Case.id)
            )
            return _first(session, query)

    def with_certificate(self, state: CertificateState) -> int:
        """The case of the newest certificate that stands so."""
        with self.context.database.read() as session:
            query = select(Case.id).join(Certificate, Certificate.case_id == Case.id)
            query = query.where(Certificate.state == state)
            return _first(session, query.order_by(Certificate.id.desc()))

    def household_with_documents(self) -> int:
        """The contract over a flat with the most documents that somebody can see in the portal."""
        with self.context.database.read() as session:
            query = (
                select(Document.tenancy_id)
                .join(Tenancy, Tenancy.id == Document.tenancy_id)
                .join(Unit, Unit.id == Tenancy.unit_id)
                .where(
                    Unit.kind == UnitKind.FLAT,
                    select(PortalAccount.id)
                    .where(
                        PortalAccount.tenancy_id == Document.tenancy_id,
                        PortalAccount.state == PortalAccountState.ACTIVATED,
                    )
                    .exists(),
                )
                .group_by(Document.tenancy_id)
            )
            return _first(session, query.order_by(func.count().desc(), Document.tenancy_id))

    def household_with_codes(self) -> int:
        """The contract whose people have had the most letters with a code."""
        with self.context.database.read() as session:
            codes = (
                select(PortalAccount.tenancy_id)
                .join(RegistrationCode, RegistrationCode.portal_account_id == PortalAccount.id)
                .where(PortalAccount.state == PortalAccountState.INVITED)
                .group_by(PortalAccount.tenancy_id)
                .order_by(func.count().desc(), PortalAccount.tenancy_id)
            )
            return _first(session, codes)

    def grouped(self) -> int:
        """The second report of the pipe that burst: no order keeps it waiting."""
        with self.context.database.read() as session:
            query = select(Case.id).where(Case.group_id.is_not(None), Case.is_open)
            return _first(session, query.order_by(Case.id).offset(1))

    def without_contract(self) -> int:
        """Who called without a contract, about what a tenant had reported."""
        with self.context.database.read() as session:
            linked = select(CaseLink.case_id).where(CaseLink.kind == LinkKind.RELATED)
            query = select(Case.id).where(Case.tenancy_id.is_(None), Case.id.in_(linked))
            return _first(session, query)

    def longest(self) -> int:
        """The open case with the most messages."""
        with self.context.database.read() as session:
            query = select(Case.id).join(Message, Message.case_id == Case.id).where(Case.is_open)
            return _first(session, query.group_by(Case.id).order_by(func.count().desc()))


def _first(session: Session, query: Select[tuple[int]]) -> int:
    """Case number 0 would be a picture of a case that is not there."""
    found = session.scalars(query).first()
    assert found is not None, f"the demonstration has no such case: {query}"
    return found


def sign_in(studio: Studio) -> None:
    """The first thing anybody sees, and how it says no."""
    program = studio.program
    studio.shoot("sign-in")
    QTest.keyClicks(program.window.sign_in.login, "clerk1")
    QTest.keyClicks(program.window.sign_in.password, "falsch")
    program.click(program.window.sign_in.submit)
    studio.shoot("sign-in-refused")


def bank_change(studio: Studio) -> None:
    """The main job: a case with a blocker and warnings, and every way to go on."""
    program = studio.program
    studio.enter("clerk1")
    case_id = studio.case_with("holder.address_incomplete", "holder.differs")
    studio.open(case_id)
    studio.shoot("inbox")
    program.press("Ctrl+Shift+A")
    studio.shoot("address-request")
    studio.discard_draft()
    program.press("Ctrl+I")
    program.type("Mandatsgeber telefonisch nicht erreicht, zweiter Versuch am Montag.")
    program.pane.page.composer.flush()
    studio.shoot("internal-note")
    studio.discard_draft()
    program.click(program.button("Bestätigen: Kontoinhaber weicht ab"))
    studio.shoot("acknowledge-dialog")
    program.press("Esc")
    program.press("Ctrl+D")
    studio.shoot("wait-dialog")
    program.press("Esc")
    program.press("Ctrl+L")
    studio.shoot("rejection-dialog")
    program.press("Ctrl+Return")
    studio.shoot("rejection")
    studio.discard_draft()
    program.click(program.workspace.top_bar.person)
    studio.shoot("user-menu")
    program.press("Esc", QApplication.activePopupWidget())


def conflict(studio: Studio) -> None:
    """Somebody else was faster: said in place and side by side, the text stays."""
    program = studio.program
    case_id = studio.new_case()
    studio.open(case_id)
    program.press("Ctrl+R")
    program.type("Guten Tag, vielen Dank, wir haben Ihren Antrag erhalten.")
    program.pane.page.composer.flush()
    program.wait()
    view = program.pane.view
    assert view is not None
    other = actor_for_login(studio.context, "clerk2")
    with program.unaware():
        cases.take(studio.context, other, TakeCase(case_id, view.case.header.version))
        program.press("Ctrl+M")
    studio.shoot("conflict")
    program.pane.problem.hide()
    studio.discard_draft()


def corrections(studio: Studio) -> None:
    """An application on paper is corrected by two people at once: side by side, by field."""
    program = studio.program
    case_id = studio.by_letter()
    studio.open(case_id)
    program.press("Ctrl+E")
    editor = program.pane.page.editor
    holder = editor.inputs[FormField.ACCOUNT_HOLDER]
    assert isinstance(holder, QLineEdit)
    holder.selectAll()
    program.type("Rolf Musterbach", holder)
    editor.flush()
    studio.shoot("edit-application")
    view = program.pane.view
    assert view is not None
    values = {FormField.ACCOUNT_HOLDER: "R. Musterbach", FormField.MANDATE_REFERENCE: "PAPIER-17"}
    edit = EditApplication(case_id, values, view.case.header.version)
    with program.unaware():
        bank_changes.edit_application(
            studio.context, actor_for_login(studio.context, "clerk2"), edit
        )
        program.click(editor.save)
    studio.shoot("edit-conflict")
    program.pane.problem.hide()
    program.click(editor.discard)


def two_windows(studio: Studio) -> None:
    """The text of another window is offered beside the one that is written here."""
    program = studio.program
    studio.open(studio.new_case())
    program.press("Ctrl+R")
    program.type("Guten Tag, das Formular liegt uns vor.")
    program.pane.page.composer.flush()
    program.press("Ctrl+J")
    other = next(one for one in program.group.windows if one is not program.window)
    with program.at(other):
        composer = program.pane.page.composer
        composer.text.selectAll()
        program.type("Guten Tag, bitte nennen Sie uns Ihre Vertragsnummer.", composer.text)
        composer.flush()
        program.wait()
    program.click(program.button("Ansehen"))
    program.pane.page.columns.ensureWidgetVisible(program.pane.page.draft_offers)
    studio.shoot("draft-offer")
    other.close()
    studio.discard_draft()


def release(studio: Studio) -> None:
    """What the second person sees, and that nobody releases their own."""
    program = studio.program
    studio.enter("clerk2")
    program.press("Ctrl+6")
    program.workspace.inbox.open_case(studio.proposed_by("clerk2"))
    program.wait()
    studio.shoot("own-proposal")
    program.workspace.inbox.open_case(studio.proposed_by("clerk1"))
    program.wait()
    studio.shoot("release")
    for timer in program.pane.undo_bar.findChildren(QTimer):
        # Seconds that pass while the picture is taken must not be seen on it.
        timer.setInterval(HOUR_MS)
    program.press("Ctrl+Return")
    studio.shoot("released")
    program.pane.undo_bar.withdraw()


def variants(studio: Studio) -> None:
    """A mandate alone, a revocation, other contracts, and a release that is taken back."""
    program = studio.program
    studio.enter("clerk1")
    studio.open(studio.variant(BankChangeVariant.MANDATE_ONLY))
    studio.shoot("mandate-only")
    studio.open(studio.variant(BankChangeVariant.REVOCATION))
    studio.shoot("revocation")
    studio.open(studio.with_other_contracts())
    program.pane.page.columns.ensureWidgetVisible(program.pane.page.tenancy)
    studio.shoot("other-contracts")
    studio.clock.set_to(NOW + timedelta(minutes=1))
    studio.open(studio.released())
    program.press("Ctrl+Shift+R")
    program.type("Nicht von der Mieterin beantragt")
    studio.shoot("correction-dialog")
    program.press("Ctrl+Return")
    program.pane.undo_bar.withdraw()
    studio.shoot("correction-own")
    studio.enter("clerk2")
    program.press("Ctrl+6")
    studio.open(studio.released(BankChangeState.CORRECTING))
    studio.shoot("correction-release")


def other_cases(studio: Studio) -> None:
    """Cases of other categories, with what was sent along."""
    program = studio.program
    studio.open(studio.case_with_file("image/"))
    button = program.pane.page.attachments.findChildren(type(program.pane.action_bar.take))[0]
    program.click(button)
    QTest.qWait(SKELETON_MS)
    program.pane.page.columns.ensureWidgetVisible(program.pane.page.attachments)
    studio.shoot("damage-picture")
    studio.open(studio.longest())
    studio.shoot("long-case")


def damages(studio: Studio) -> None:
    """The house without heating: its page, an order, the group and the answer to all of it."""
    program = studio.program
    studio.open(studio.outage())
    studio.shoot("damage")
    program.press("Ctrl+Shift+B")
    studio.shoot("order-dialog")
    program.press("Esc")
    program.press("Ctrl+Shift+J")
    program.type("Heizkessel ausgefallen")
    studio.shoot("group-dialog")
    program.press("Ctrl+Return")
    program.press("Ctrl+Shift+X")
    studio.shoot("group-answer")
    program.press("Esc")


def registration(studio: Studio) -> None:
    """Somebody on the telephone who cannot register, and what is said about it."""
    program = studio.program
    studio.open(studio.registration())
    program.press("Ctrl+Shift+V")
    program.type("9999-9999-9999")
    program.press("Tab")
    program.type("musterbach")
    program.wait()
    studio.shoot("registration-clinic")


def certificates(studio: Studio) -> None:
    """One that was issued and one that lacks something, with its paper as it would be."""
    program = studio.program
    studio.open(studio.with_certificate(CertificateState.ISSUED))
    program.press("Ctrl+Shift+F7")
    studio.shoot("certificate-issued")
    studio.open(studio.with_certificate(CertificateState.INCOMPLETE))
    program.press("Ctrl+Shift+F7")
    studio.shoot("certificate-incomplete")
    program.click(program.pane.page.certificates.look)
    studio.shoot("certificate-preview")


def accounts(studio: Studio) -> None:
    """Tenant accounts: found, the overview of one, its codes and time line, a new letter."""
    program = studio.program
    studio.enter("clerk1")
    page = program.workspace.pages.accounts
    program.press("Ctrl+Shift+Q")
    program.type("muster")
    program.wait()
    studio.shoot("accounts")
    program.workspace.accounts.open(studio.household_with_codes())
    program.wait()
    studio.shoot("account")
    for tab, name in (
        (USAGE, "account-usage"),
        (REGISTRATION, "account-registration"),
        (HISTORY, "account-history"),
    ):
        page.account.head.tabs.setCurrentIndex(tab)
        program.wait()
        studio.shoot(name)
    page.account.head.tabs.setCurrentIndex(OVERVIEW)
    program.press("Ctrl+Shift+C")
    studio.shoot("account-new-code", program.dialog())
    program.press("Esc")


def documents(studio: Studio) -> None:
    """Documents of an account, one that is taken in, what the tenant sees, and where they lie."""
    program = studio.program
    studio.enter("clerk1")
    page = program.workspace.pages.accounts
    program.workspace.accounts.open(studio.household_with_documents())
    program.wait()
    page.account.head.tabs.setCurrentIndex(DOCUMENTS)
    program.wait()
    studio.shoot("account-documents")
    program.press("Ctrl+Shift+F5")
    studio.shoot("tenant-view")
    program.press("Esc")
    program.press("Ctrl+F5")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "Hausordnung.pdf"
        path.write_bytes(pdf_files.letter("Hausordnung\nRuhezeiten ab 22 Uhr"))
        page.documents.upload.take_paths((path,))
        program.wait()
        program.type("Hausordnung")
        program.wait()
        studio.shoot("document-upload")
    program.press("Esc")
    studio.enter("admin")
    program.open_view("Dokumentenablage")
    studio.shoot("document-store")


def uploads(studio: Studio) -> None:
    """A year's statements at once: all batches, one with letters to decide on, its dry run."""
    program = studio.program
    studio.enter("clerk1")
    program.window.actions_registry[ActionId.OPEN_UPLOADS].trigger()
    program.wait()
    page = program.workspace.pages.uploads
    studio.shoot("uploads-empty")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "Abrechnungen 2025"
        papers = build_demo_papers()
        create_demo_statements(
            studio.context, papers, folder, seed=STATEMENTS_SEED, count=STATEMENTS
        )
        page.begin((folder,))
        program.wait()
        studio.shoot("uploads-files")
        program.press("Ctrl+Return")
        program.wait_until(lambda: page.work.running(page.batch.upload_id) is None)
        program.wait()
    studio.shoot("uploads")
    program.press("Ctrl+Return")
    studio.shoot("uploads-dry-run")
    program.press("Esc")
    studio.shoot("uploads-batches")


def acting(studio: Studio) -> None:
    """A group that stands, one case of it given away, merged, and the caller without contract."""
    program = studio.program
    group, caller = studio.grouped(), studio.without_contract()
    studio.open(group)
    studio.shoot("damage-group")
    for action, name in (
        (ActionId.ASSIGN, "assign-dialog"),
        (ActionId.MERGE, "merge-dialog"),
        (ActionId.SPLIT, "split-dialog"),
    ):
        program.window.actions_registry[action].trigger()
        program.wait()
        studio.shoot(name)
        program.press("Esc")
    studio.open(caller)
    studio.shoot("linked-without-contract")


def lists(studio: Studio) -> None:
    """Lists that are narrowed, with nothing in them, and on their way; and the bell."""
    program = studio.program
    panel = program.workspace.inbox.panel
    program.press("Ctrl+1")
    program.press("Ctrl+F")
    program.type("Kehrwoche")
    studio.shoot("filter-without-hits")
    program.press("Esc")
    program.press("Ctrl+Shift+G")
    buttons = panel.findChild(FilterPanel)
    assert isinstance(buttons, FilterPanel)
    program.choose_from_menu(buttons.menus[FilterMenu.CATEGORY], "Schadensmeldung")
    studio.shoot("filter-panel")
    program.window.actions_registry[ActionId.SAVE_VIEW].trigger()
    program.wait()
    studio.shoot("save-view")
    program.press("Esc")
    buttons.clear()
    program.press("Ctrl+Shift+G")
    program.press("Ctrl+Shift+M")
    studio.shoot("notices")
    program.press("Esc")
    panel.start_loading()
    QTest.qWait(SKELETON_MS)
    studio.shoot("loading")
    studio.enter("auditor")
    program.press("Ctrl+2")
    studio.shoot("empty-view")


def many(studio: Studio) -> None:
    """Many cases chosen: the bar, questions with their dry runs, a reply to each, and its undo."""
    program = studio.program
    studio.enter("clerk1")
    program.press("Ctrl+1")
    link, inbox = program.workspace.bulk, program.workspace.inbox
    inbox.focus_list()
    program.press("Ctrl+A")
    program.press("Ctrl+Shift+E")
    program.type("Rundschreiben vom 20.11. beantwortet das")
    studio.shoot("many-close")
    program.press("Esc")
    program.press("Ctrl+T")
    studio.shoot("many-assign")
    program.press("Esc")
    program.press("Esc")
    for _ in range(14):
        program.press("Shift+Down")
    studio.shoot("many-chosen")
    program.press("Ctrl+R")
    assert link.dialog is not None
    replies = link.dialog.fields.reply
    replies.setCurrentIndex(replies.findData("generic_received"))
    studio.shoot("many-reply")
    for timer in link.said.undo_bar.findChildren(QTimer):
        timer.setInterval(HOUR_MS)
    program.press("Ctrl+Return")
    studio.shoot("many-answered")
    program.press("Ctrl+Z")
    studio.shoot("many-taken-back")
    program.click(program.button("Ausblenden"))


def areas(studio: Studio) -> None:
    """The hand-over, the report of deadlines and the quarantine."""
    program = studio.program
    studio.enter("lead")
    # A category has the same name.
    program.window.actions_registry[ActionId.OPEN_FORMS].trigger()
    studio.shoot("forms-library")
    program.open_view("Übergabe an das ERP")
    studio.shoot("hand-over")
    program.open_view("Fristenbericht")
    studio.shoot("deadline-report")
    program.open_view("Quarantäne")
    studio.shoot("quarantine-empty")
    new = studio.folder.exchange / "to-desktop" / "new"
    for name, content in (
        ("ungueltig", b'{"specversion": "1.0", "id": "7", "type": "de.mieterdesk.request'),
        ("unbekannt", _event_without_contract()),
    ):
        (new / name).mkdir(parents=True)
        (new / name / "event.json").write_bytes(content)
    take_in(studio.context, FolderInbox(studio.folder.exchange))
    program.press("F5")
    studio.shoot("quarantine")
    program.press("Ctrl+Shift+K")
    studio.shoot("search-empty")
    program.type("heizung")
    program.wait()
    studio.shoot("search")


def keys(studio: Studio) -> None:
    """The palette before and after something was typed, and the overview of keys."""
    program = studio.program
    studio.enter("clerk1")
    program.press("Ctrl+K")
    studio.shoot("palette-empty")
    program.type("mus")
    program.wait()
    studio.shoot("palette")
    program.press("Esc")
    program.press("F1")
    studio.shoot("keys")
    program.press("Esc")


def letters(studio: Studio) -> None:
    """Letters to print: one held back, a batch that nobody confirmed, and a past one."""
    program = studio.program
    studio.enter("clerk1")
    program.open_view("Briefe")
    page = program.workspace.pages.letters
    rows = [row for row in page.list.letters.lines if row.is_printable]
    actor = actor_for_login(studio.context, "clerk2")
    press = program.workspace.workplace.paper.painter
    with studio.context.database.write() as unit:
        unit.session.get_one(Delivery, rows[1].delivery_id).recipient = rows[1].name
    for chosen, hand_over in ((rows[-2:], _to_paper), (rows[-3:-2], _nowhere)):
        command = PrintLetters(tuple(row.delivery_id for row in chosen), PrintWay.PRINTER)
        with suppress(UserError):
            print_letters(studio.context, actor, press, hand_over, command)
    program.press("F5")
    page.list.setFocus()
    program.press("Home")
    studio.shoot("letters")
    program.press("Down")
    studio.shoot("letter-held-back")
    program.click(page.preview.correct)
    studio.shoot("letter-address")
    program.press("Esc")
    program.click(page.ask)
    # What would be done is looked up a moment after the choice.
    QTest.qWait(SKELETON_MS)
    studio.shoot("letters-many-codes")
    program.press("Esc")


def _to_paper(_content: BatchContent) -> None:
    """A printer that took everything."""


def _nowhere(_content: BatchContent) -> None:
    raise OSError("paper jam")


def recording(studio: Studio) -> None:
    """A letter with a new account while it is typed: both clocks and the check beside it."""
    program = studio.program
    studio.enter("clerk1")
    program.press("Ctrl+Shift+N")
    program.type("muster")
    program.wait()
    studio.shoot("recording-search")
    program.press("Return")
    program.press("F3")
    program.type("b")
    program.press("Return")
    program.press("Return")
    program.type("DE02 1203 0000 0000 2020 51")
    program.wait()
    studio.shoot("recording")
    program.click(program.workspace.recording.page.discard)
    program.press("Esc")


def administration(studio: Studio) -> None:
    """What an administrator looks after: categories, teams, replies, people, settings."""
    program = studio.program
    studio.enter("admin")
    # The chapter of the sidebar above the cases has the same name.
    program.workspace.open_area(CATEGORIES)
    program.wait()
    page = program.workspace.pages.page(CATEGORIES)
    assert isinstance(page, CategoriesPage)
    page.list.setFocus()
    program.press("Down")
    studio.shoot("categories")
    for title, name in (
        ("Teams & Verteilung", "teams"),
        ("Antwortvorlagen", "replies"),
        ("Mitarbeitende", "staff"),
        ("Bürozeiten", "office-hours"),
        ("Briefvorlagen", "letter-templates"),
        ("Registrierung & ERP", "account-settings"),
        ("Dokumentenablage", "document-store-settings"),
    ):
        program.open_view(title)
        # The letter beside its template is painted a moment later.
        QTest.qWait(SKELETON_MS)
        studio.shoot(name)


def master_data(studio: Studio) -> None:
    """Files of the ERP are tried: what would change, and what is odd about their rows."""
    program = studio.program
    studio.enter("admin")
    program.open_view("Stammdaten")
    page = program.workspace.pages.page(MASTER_DATA)
    assert isinstance(page, MasterDataPage)
    with tempfile.TemporaryDirectory() as name:
        files = (
            write_csv(
                Path(name) / "objekte.csv",
                MasterDataKind.PROPERTIES,
                [
                    {"property_number": "7001", **STREET, "federal_state": "HH"},
                    {"property_number": "7002", **STREET, "federal_state": "Hansestadt"},
                ],
            ),
            write_csv(
                Path(name) / "einheiten.csv",
                MasterDataKind.UNITS,
                [
                    {"property_number": "7001", "unit_number": "01", "kind": "flat"},
                    {"property_number": "7001", "unit_number": "02", "area_m2": "1.234"},
                    {"property_number": "7003", "unit_number": "01", "kind": "flat"},
                ],
            ),
        )
        page.look(files)
        for _step in ("tried", "taken in"):
            program.wait()
            page.setFocus()
            program.press("Ctrl+Return")
        program.wait()
        page.look(files)
        program.wait()
        program.press("Ctrl+Return")
        studio.shoot("master-data")


def consumption(studio: Studio) -> None:
    """Monthly values with bad rows are tried and taken in; a doubtful one, and a month to tell."""
    program = studio.program
    studio.enter("clerk1")
    program.open_view("Verbrauch")
    page = program.workspace.pages.usage
    with studio.context.database.read() as session:
        company, number, unit = session.execute(
            select(Company.code, Meter.meter_number, Meter.unit_of_measure)
            .join(Company, Company.id == Meter.company_id)
            .join(ConsumptionReading, ConsumptionReading.meter_id == Meter.id)
            .where(ConsumptionReading.state == ReadingState.PUBLISHED)
            .order_by(Meter.id)
            .limit(1)
        ).one()
    of_meter = {"company": company, "meter_number": number, "unit": unit}
    with tempfile.TemporaryDirectory() as name:
        file = usage_file(
            Path(name) / "monatswerte-nachtrag.csv",
            {**of_meter, "month": "2026-10", "value": "9000"},
            {**of_meter, "month": "Oktober", "value": "12"},
            {**of_meter, "month": "2026-10", "value": "12", "meter_number": "unbekannt"},
        )
        page.incoming.look((file,))
        program.press("Ctrl+Return")
        studio.shoot("consumption-trial")
        program.press("Ctrl+Return")
        program.wait()
    studio.shoot("consumption")
    page.held.table.setFocus()
    program.press("Return")
    studio.shoot("consumption-correct", program.dialog())
    program.press("Esc")
    page.months.table.setFocus()
    while not page.publish.isEnabled():
        program.press("Down")
    program.press("Return")
    program.wait()
    studio.shoot("consumption-publish", program.dialog())
    program.press("Ctrl+Return")
    program.wait()
    page.months.table.setFocus()
    program.press("N")
    program.wait()
    studio.shoot("consumption-proof", program.dialog())
    program.press("Esc")


def operation(studio: Studio) -> None:
    """How the program fares: one way fails, and the line below says so everywhere."""
    program = studio.program
    with studio.context.database.write() as unit:
        for job in (JobName.INTAKE, JobName.DELIVERY, JobName.HAND_OVER):
            failing = job is JobName.DELIVERY
            unit.session.add(
                Heartbeat(
                    job=job,
                    host="buero-1",
                    program="window",
                    noted_at=NOW,
                    succeeded_at=NOW - timedelta(hours=1 if failing else 0),
                    failing_since=NOW - timedelta(minutes=20) if failing else None,
                    error="delivery.folder_missing" if failing else "",
                )
            )
    studio.enter("clerk1")
    program.open_view("Betrieb")
    studio.shoot("operation")


def contact_data(studio: Studio) -> None:
    """A new postal address beside the one in force, with a reason to look twice."""
    with studio.context.database.read() as session:
        account, contract, code = session.execute(
            select(PortalAccount.external_id, Tenancy.contract_number, Company.code)
            .join(Tenancy, Tenancy.id == PortalAccount.tenancy_id)
            .join(Company, Company.id == Tenancy.company_id)
            .where(
                PortalAccount.state == PortalAccountState.ACTIVATED,
                PortalAccount.external_id.is_not(None),
                Tenancy.ends_on.is_(None),
            )
            .order_by(PortalAccount.id)
            .limit(1)
        ).one()
    address = {"company": code, "contract_number": contract, "portal_account": account}
    asked = request(
        "contact-data-demo",
        **{**address, "channel": "portal", "category": "contact_data"},
        subject="Neue Anschrift",
        text="Guten Tag, bitte schicken Sie unsere Post an die neue Anschrift. Vielen Dank.",
        fields={"field": "address", "new_value": "Probeweg 7, 22305 Hamburg"},
    )
    changed = {**request("contact-changed-demo"), "data": {**address, "channel": "app"}}
    changed["type"] = PortalEventType.CONTACT_CHANGED.full_name
    changed["data"]["telephone"] = "0170 555 0142"
    new = studio.folder.exchange / "to-desktop" / "new"
    for event in (changed, asked):
        (new / event["id"]).mkdir(parents=True)
        (new / event["id"] / "event.json").write_text(json.dumps(event), "utf-8")
    take_in(studio.context, FolderInbox(studio.folder.exchange))
    with studio.context.database.read() as session:
        case_id = _first(session, select(Case.id).where(Case.event_id == "contact-data-demo"))
    studio.open(case_id)
    studio.shoot("contact-data")


def start_problem(studio: Studio) -> None:
    """The program cannot start: what happened, what is safe, what to do."""
    sentence = error_sentence(UserError("database.damaged"))
    backups = ("mieterdesk-2026-11-22-180000.sqlite, 22.11.2026, 18:00 Uhr",)
    window = StartProblemWindow(StartProblem(sentence, "D:\\Mieterdesk", backups))
    window.show()
    studio.shoot("start-problem", window)
    window.close()
    window.deleteLater()
    studio.program.wait()


def _event_without_contract() -> bytes:
    event = request("0d1f7c1e-demo", contract_number="10.9999.9999", channel="portal")
    return json.dumps(event, ensure_ascii=False, indent=2).encode()


def sizes(studio: Studio) -> None:
    """Larger letters, a narrow window, the other language."""
    program = studio.program
    case_id = studio.case_with("holder.address_incomplete")
    studio.open(case_id)
    theme = theme_controller(studio.scheme)
    for percent in (150, 200):
        theme.set_percent(percent)
        program.wait()
        studio.shoot(f"font-{percent}")
    theme.set_percent(100)
    program.window.resize(1180, 720)
    program.wait()
    studio.shoot("narrow")
    program.window.resize(1440, 900)
    program.window.actions_registry[ActionId.LANGUAGE_ENGLISH].trigger()
    program.wait()
    studio.open(case_id)
    studio.shoot("english")


SCENES = (
    sign_in,
    bank_change,
    conflict,
    corrections,
    two_windows,
    release,
    variants,
    other_cases,
    acting,
    damages,
    registration,
    certificates,
    accounts,
    documents,
    uploads,
    lists,
    many,
    areas,
    keys,
    letters,
    recording,
    administration,
    setup.settings,
    setup.audit_log,
    setup.backups,
    setup.locked,
    master_data,
    consumption,
    operation,
    contact_data,
    start_problem,
    setup.first_start,
    setup.leaving,
    sizes,
)


def main(arguments: list[str]) -> int:
    """Make the data once, then the pictures of both schemes on a copy of it each."""
    use_offscreen_screen()
    application().setCursorFlashTime(0)
    target = Path(arguments[0]) if arguments else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        original = Path(name) / "original"
        _make_data(DataFolder(original))
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            copy = DataFolder(Path(name) / scheme.value)
            shutil.copytree(original, copy.path)
            _shoot_all(copy, scheme, target, frozenset(arguments[1:]))
    total = sum(path.stat().st_size for path in target.glob("*.png"))
    print(f"{total / 1024 / 1024:.1f} MB in {target}")
    return 0


def _make_data(folder: DataFolder) -> None:
    clock = SteppingClock(NOW, SystemClock())
    with closing(build_context(folder, clock=clock)) as context:
        create_demo_data(context, clock, FolderInbox(folder.exchange), folder.exchange, cases=CASES)


def _shoot_all(folder: DataFolder, scheme: Scheme, target: Path, wanted: frozenset[str]) -> None:
    clock = SteppingClock(NOW, SystemClock())
    with closing(build_context(folder, clock=clock)) as context:
        program = RunningProgram(
            context,
            folder.exchange,
            settings=AppSettings(demo_password=DEMO_PASSWORD, language=Language.GERMAN),
            scheme=scheme,
        )
        studio = Studio(folder, context, clock, scheme, target, wanted, program)
        for scene in SCENES:
            scene(studio)
        program.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
