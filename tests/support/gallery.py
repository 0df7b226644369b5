"""Renders every reused piece in its states to PNG files, for looking at them beside the mock-ups.

``python -m tests.support.gallery FOLDER [light|dark] [PERCENT] [NAME...]``
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import compute_deadlines
from desktop.domain.outlook import Outlook, bank_change_outlook, promise_outlook
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.services.inbox.rows import CaseRow, Pill, PillKind, Urgency
from desktop.views import theme
from desktop.views.case.deadline_strip import DeadlineStrip
from desktop.views.inbox.case_delegate import CaseDelegate
from desktop.views.inbox.case_list_model import CaseListModel
from desktop.views.sidebar import Sidebar
from desktop.views.sidebar_model import CountTone, SidebarEntry, SidebarSection
from desktop.views.sign_in.sign_in_page import SignInPage
from desktop.views.theme_controller import Scheme, ThemeController
from desktop.views.widgets import pill as pills
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, LinkButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.key_values import KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.widgets.undo_bar import UndoBar

MONO = theme.TextStyle.MONO


def case_row(number: int, **changes: object) -> CaseRow:
    """A row of the mock-up's kind; ``changes`` replace fields."""
    fields: dict[str, object] = {
        "case_id": number,
        "reference": f"V-2026-{100000 + number}",
        "version": 1,
        "company_id": 1,
        "company_tag": "THOR",
        "tenant_name": "Aylin Musterbach",
        "contract_number": "10.4417.0302",
        "category_code": "bank",
        "category_short": "SEPA",
        "category_icon": "landmark",
        "subject": "Bankverbindung ändern",
        "channel": Channel.PORTAL,
        "state": CaseState.IN_REVIEW,
        "received_at": datetime(2026, 11, 18, 20, 14, tzinfo=UTC),
        "due_on": date(2026, 12, 2),
        "debit_file_on": date(2026, 11, 30),
        "act_by": date(2026, 11, 30),
        "urgency": Urgency.RUN_AT_RISK,
        "pill": Pill(PillKind.RUN_AT_RISK, run="12/26"),
        "run": "12/26",
        "assignee_id": None,
        "assignee_initials": "",
        "assignee_name": "",
        "waiting_until": None,
    }
    fields.update(changes)
    return CaseRow(**fields)  # type: ignore[arg-type]


def sample_rows() -> list[CaseRow]:
    """The cases of the mock-up."""
    risk = {"urgency": Urgency.RUN_AT_RISK}
    today = {"urgency": Urgency.DUE_TODAY, "pill": Pill(PillKind.TODAY)}
    week = {"urgency": Urgency.THIS_WEEK}

    def staff(initials: str, number: int = 2) -> dict[str, object]:
        return {"assignee_id": number, "assignee_initials": initials, "assignee_name": initials}

    new = {"state": CaseState.NEW}
    return [
        case_row(
            1,
            tenant_name="Katja Erdacht",
            company_tag="WHS",
            channel=Channel.TELEPHONE,
            category_short="Schaden",
            subject="Heizung im Bad bleibt kalt",
            urgency=Urgency.OVERDUE,
            pill=Pill(PillKind.OVERDUE, workdays=1),
            **staff("NE"),
        ),
        case_row(2, **risk),
        case_row(
            3,
            tenant_name="Piotr Fiktivski",
            company_tag="WHS",
            channel=Channel.EMAIL,
            subject="Neue IBAN für den Mieteinzug ab dem nächsten Monat bitte",
            **risk,
            **staff("TV"),
        ),
        case_row(
            4,
            tenant_name="Tarek Exempler",
            channel=Channel.APP,
            subject="Mandat für Stellplatz 14 fehlt",
            **risk,
            **new,
            **staff("JM", 1),
        ),
        case_row(
            5,
            tenant_name="Marlies Nirgendwo",
            company_tag="WHS",
            channel=Channel.LETTER,
            subject="Mandat widerrufen, neues Konto folgt",
            **risk,
            **staff("CS"),
        ),
        case_row(
            6,
            tenant_name="Marga Beispielsen",
            channel=Channel.TELEPHONE,
            category_short="Registrierung",
            subject="Code nicht angekommen",
            **today,
            **new,
            **staff("JM", 1),
        ),
        case_row(
            7,
            tenant_name="Ole Platzhalter",
            company_tag="WHS",
            channel=Channel.EMAIL,
            category_short="Dokumente",
            subject="Abrechnung 2024 nicht lesbar",
            **today,
            **staff("LL"),
        ),
        case_row(
            8,
            tenant_name="Bogdan Ausgedacht",
            company_tag="WHS",
            channel=Channel.APP,
            category_short="Verbräuche",
            subject="Zählerstand Kaltwasser nachgereicht am Montag",
            pill=Pill(PillKind.SOON, workdays=1),
            **week,
            **new,
            **staff("CS"),
        ),
        case_row(
            9,
            tenant_name="Svea Testhausen-Größenwörth von Übermannsdorf",
            company_tag="WHS",
            channel=Channel.EMAIL,
            category_short="Allgemein",
            subject="Frage zur Hausordnung, Fahrradkeller und Treppenhaus",
            urgency=Urgency.LATER,
            pill=Pill(PillKind.LATER, workdays=9),
            **staff("NE"),
        ),
    ]


def sections() -> list[SidebarSection]:
    """The sidebar of the mock-up, with all nine categories."""
    return [
        SidebarSection(
            "Vorgänge",
            (
                SidebarEntry("all-open", "Alle offenen", "inbox", 278),
                SidebarEntry("mine", "Meine Vorgänge", "user", 27),
                SidebarEntry("unassigned", "Nicht zugewiesen", "user-x", 34),
                SidebarEntry("due-today", "Heute fällig", "alarm-clock", 3, CountTone.DANGER),
                SidebarEntry("run", "Lauf gefährdet", "triangle-alert", 4, CountTone.WARNING),
                SidebarEntry("releases", "Freigaben", "shield-check", 11),
                SidebarEntry("waiting", "Wiedervorlage", "hourglass", 18),
            ),
        ),
        SidebarSection(
            "Kategorien",
            (
                SidebarEntry("c1", "Bankverbindung & SEPA", "landmark", 48),
                SidebarEntry("c2", "Schadensmeldung", "wrench", 83),
                SidebarEntry("c3", "Dokumente", "file-text", 26),
                SidebarEntry("c4", "Registrierung", "key-round", 31),
                SidebarEntry("c5", "Kontaktdaten", "contact", 22),
                SidebarEntry("c6", "Mietbescheinigung", "receipt-text", 17),
                SidebarEntry("c7", "Verbräuche", "gauge", 14),
                SidebarEntry("c8", "Formulare", "clipboard-list", 0),
                SidebarEntry("c9", "Allgemein", "message-square", 37),
            ),
        ),
        SidebarSection(
            "Bereiche",
            (
                SidebarEntry("quarantine", "Quarantäne", "shield-alert", 2),
                SidebarEntry("erp", "Übergabe (ERP)", "file-output", 20),
            ),
        ),
    ]


def render_sidebar() -> QWidget:
    """Full and compact sidebar side by side."""
    area = QWidget()
    row = QHBoxLayout(area)
    row.setSpacing(30)
    for width in (1440, 1000):
        sidebar = Sidebar()
        sidebar.show_sections(sections())
        sidebar.choose("all-open")
        sidebar.fit_window(width)
        row.addWidget(sidebar)
    area.resize(area.sizeHint().width(), theme.current().px(700))
    return area


def render_list() -> QWidget:
    """The case list with its groups."""
    view = QListView()
    model = CaseListModel(view)
    model.show(sample_rows())
    delegate = CaseDelegate(view)
    delegate.set_own_staff_id(1)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setCurrentIndex(model.index(3))
    view.resize(theme.current().px(364) if theme.current().percent < 175 else 480, 700)
    return view


class _Loading(QAbstractListModel):
    def rowCount(self, parent: object = None) -> int:
        return 2

    def data(self, index: object, role: int = 0) -> object:
        return None


def render_states() -> QWidget:
    """Row states of states.png: focus, selection without focus, hover, skeleton."""
    area = QWidget()
    area.setObjectName("paneArea")
    area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(area)
    model = CaseListModel(area)
    model.show(sample_rows()[1:4], grouped=False)
    for selected in (0, 1):
        view = QListView()
        view.setModel(model)
        view.setItemDelegate(CaseDelegate(view))
        view.selectionModel().setCurrentIndex(
            model.index(selected), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        view.setFixedHeight(200)
        column.addWidget(view)
        if selected == 0:
            view.setFocus()
    view = QListView()
    view.setModel(_Loading(area))
    view.setItemDelegate(CaseDelegate(view))
    view.setFixedHeight(120)
    column.addWidget(view)
    skeleton = SkeletonRows()
    skeleton.setFixedHeight(200)
    column.addWidget(skeleton)
    skeleton.show_text()
    area.resize(560, 760)
    return area


def render_widgets() -> QWidget:
    """Pills, buttons, messages, cards, fields."""
    area = QWidget()
    area.setObjectName("paneArea")
    area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(area)
    column.setSpacing(12)
    row = QHBoxLayout()
    for kind, text in (
        (pills.PillKind.OVERDUE, "1 WT über"),
        (pills.PillKind.TODAY, "heute"),
        (pills.PillKind.RUN_AT_RISK, "Lauf 12/26 gefährdet"),
        (pills.PillKind.SOON, "3 WT"),
        (pills.PillKind.LATER, "9 WT"),
        (pills.PillKind.WAITING, "wartet auf Mieter:in"),
        (pills.PillKind.DONE, "erledigt"),
        (pills.PillKind.NONE, "ohne Frist"),
    ):
        row.addWidget(pills.Pill(text, kind))
    row.addWidget(pills.Pill("in Prüfung", pills.PillKind.INFO, icon_name="file-search"))
    row.addStretch(1)
    card = Card()
    card.body.addLayout(row)
    column.addWidget(card)
    column.addLayout(_buttons())
    column.addLayout(_fields())
    error = InPlaceMessage(
        MessageKind.ERROR,
        "Nicht gespeichert: Timo Vorlage hat den Vorgang um 09:40 geändert",
        "Ihr Text ist als Entwurf gesichert. Kennung F-3107.",
    )
    first = error.add_button("Änderungen vergleichen", Variant.PRIMARY)
    error.add_button("Neu laden")
    column.addWidget(error)
    amber = InPlaceMessage(
        MessageKind.WARNING, "Keine Verbindung seit 09:37.", "Lesen und Entwürfe gehen weiter."
    )
    column.addWidget(amber)
    undo = UndoBar()
    undo.offer(1, 8, lambda s: f"Antwort an Aylin Musterbach wird gesendet in {s} s")
    column.addWidget(undo)
    column.addLayout(_cards())
    column.addStretch(1)
    area.resize(900, 880)
    first.setFocus()
    return area


def _buttons() -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(ActionButton("Übernehmen", icon_name="user-plus", shortcut="Ctrl+M"))
    row.addWidget(ActionButton("Antworten", icon_name="reply", shortcut="Ctrl+R"))
    row.addWidget(IconButton("ellipsis", "Mehr", variant=Variant.SECONDARY, size=ButtonSize.NORMAL))
    row.addWidget(
        ActionButton("Ablehnen", variant=Variant.DANGER, icon_name="x", shortcut="Ctrl+L")
    )
    main = ActionButton(
        "Zur Freigabe", variant=Variant.PRIMARY, icon_name="shield-check", shortcut="Ctrl+Return"
    )
    main.set_blocked("1 Fehler offen")
    row.addWidget(main)
    row.addWidget(
        ActionButton(
            "Freigeben", variant=Variant.PRIMARY, icon_name="shield-check", shortcut="Ctrl+Return"
        )
    )
    row.addWidget(LinkButton("Konto öffnen"))
    row.addWidget(Avatar("JM", "Jette Modell"))
    row.addWidget(Avatar("", "nicht zugewiesen"))
    row.addStretch(1)
    return row


def _fields() -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(
        SegmentedButtons(
            [("", "Beide"), ("thor", "THOR Wohnen (Hamburg)"), ("whs", "WHS (Ludwigsburg)")],
            "Gesellschaft",
        )
    )
    row.addWidget(FilterField("Filtern: Name, Vertrag, IBAN-Ende"))
    edit = QLineEdit("Text")
    edit.setAccessibleName("Text")
    row.addWidget(edit)
    note = QPlainTextEdit("Interne Notiz")
    note.setProperty("note", "true")
    note.setFixedHeight(theme.current().px(40))
    row.addWidget(note)
    return row


def _cards() -> QHBoxLayout:
    row = QHBoxLayout()
    card = Card("SEPA-Mandat")
    card.add_to_head(pills.Pill("neu, Basis (CORE)"))
    grid = KeyValueGrid()
    grid.add("Referenz", "THOR-004417-02", style=MONO)
    grid.add("Gläubiger-ID", "DE98ZZZ09999999999", style=MONO)
    grid.add("Unterschrift", "am 18.11.2026, Portal")
    grid.add_heading("Abweichender Mandatsgeber")
    grid.add("Name", "Rolf Musterbach")
    card.body.addWidget(grid)
    row.addWidget(card)
    card = Card("Verlauf", "neueste zuerst", 4)
    card.body.addWidget(ElidedLabel("Mandatsgeber telefonisch nicht erreicht, zweiter Versuch."))
    card.body.addWidget(TextLabel("interne Notiz", theme.TextStyle.SMALL, Tone.MUTED))
    row.addWidget(card)
    card = Card()
    empty = EmptyState("Heute ist nichts fällig", "Nächste Frist: Di 24.11., 21 Vorgänge.")
    empty.add_button("Diese Woche ansehen")
    card.body.addWidget(empty)
    row.addWidget(card)
    return row


def outlooks() -> dict[str, Outlook]:
    """The strips of the mock-ups and the ones they do not show."""
    rules, calendar = CompanyRules(), WorkdayCalendar(FederalState("HH"))

    def change(received: datetime, now: datetime, blockers: int = 0) -> Outlook:
        return bank_change_outlook(
            compute_deadlines(received=received, rules=rules, calendar=calendar),
            variant=BankChangeVariant.NEW_ACCOUNT,
            rules=rules,
            calendar=calendar,
            now=now,
            open_blockers=blockers,
        )

    def at(day: int, month: int, hour: int = 8, minute: int = 42) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=UTC)

    return {
        "before": change(at(18, 11, 20, 14), at(23, 11), 1),
        "after": change(at(23, 11), at(23, 11)),
        "december": change(at(16, 12), at(18, 12)),
        "overdue": promise_outlook(
            received_on=date(2026, 11, 6),
            due_on=date(2026, 11, 20),
            promise_workdays=10,
            calendar=calendar,
            now=at(23, 11),
        ),
        "missed": change(at(18, 11, 20, 14), at(1, 12)),
    }


def _strip_page(names: tuple[str, ...], width: int) -> QWidget:
    area = QWidget()
    area.setObjectName("paneArea")
    area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(area)
    for name in names:
        outlook = outlooks()[name]
        strip = DeadlineStrip()
        strip.show_outlook(
            outlook,
            received_at=datetime(2026, 11, 18, 20, 14, tzinfo=UTC) if name == "before" else None,
            waiting_until=date(2026, 12, 3) if name == "missed" else None,
        )
        strip.setFixedWidth(width)
        column.addWidget(strip)
    column.addStretch(1)
    return area


def render_strips() -> QWidget:
    """All strips at the width of the mock-ups."""
    return _strip_page(("before", "after", "december", "overdue", "missed"), 825)


def render_narrow() -> QWidget:
    """Strips in the narrowest pane: days cut out with a zigzag."""
    return _strip_page(("before", "after", "december", "overdue", "missed"), 540)


def render_sign_in() -> QWidget:
    """Sign-in page with an error and the demo's hint."""
    page = SignInPage()
    page.show_demo_hint(("clerk1", "clerk2", "lead", "auditor"), "Musterkennwort-2026")
    page.reset("clerk1")
    page.show_error("Benutzername oder Kennwort stimmt nicht.")
    page.resize(900, 640)
    return page


RENDERERS: dict[str, Callable[[], QWidget]] = {
    "sidebar": render_sidebar,
    "list": render_list,
    "states": render_states,
    "widgets": render_widgets,
    "strips": render_strips,
    "narrow": render_narrow,
    "sign_in": render_sign_in,
}


def main(arguments: list[str]) -> None:
    """Render what is asked for."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    scheme = Scheme(arguments[1]) if len(arguments) > 1 else Scheme.LIGHT
    percent = int(arguments[2]) if len(arguments) > 2 else 100
    names = arguments[3:] or list(RENDERERS)
    application = QApplication([])
    controller = ThemeController(application, scheme, percent)
    for name in names:
        widget = RENDERERS[name]()
        widget.show()
        application.processEvents()
        widget.grab().save(str(folder / f"{name}-{scheme.value}-{controller.percent}.png"))
        widget.hide()


if __name__ == "__main__":
    main(sys.argv[1:])
