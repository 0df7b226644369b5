"""Renders every reused piece in its states to PNG files, for looking at them beside the mock-ups.

``python -m tests.support.gallery FOLDER [light|dark] [PERCENT] [NAME...]``
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.kinds import DeliveryChannel
from desktop.domain.work import BulkKind
from desktop.services.bulk.offers import OfferedReply, ReplyPreview
from desktop.services.bulk.wishes import BulkPlan, BulkReply, LeftOut
from desktop.services.conversation.text_templates import load_templates
from desktop.services.inbox.listing import ListOpening
from desktop.views import theme
from desktop.views.acting.picker import Picker, Question
from desktop.views.actions import Actions
from desktop.views.bulk.bulk_bar import BulkBar
from desktop.views.bulk.bulk_dialog import BulkDialog
from desktop.views.case.deadline_strip import DeadlineStrip
from desktop.views.inbox.case_delegate import CaseDelegate
from desktop.views.inbox.case_list_model import CaseListModel
from desktop.views.inbox.case_list_view import CaseListView
from desktop.views.keys.overview_dialog import OverviewDialog
from desktop.views.palette.entries import Entry, Section
from desktop.views.palette.palette_dialog import PaletteDialog
from desktop.views.palette.scope_chips import PaletteScope
from desktop.views.sidebar import Sidebar
from desktop.views.sign_in.sign_in_page import SignInPage
from desktop.views.theme_controller import Scheme, ThemeController
from desktop.views.widgets import pill as pills
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, LinkButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.key_values import Heading, KeyValue, KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.widgets.undo_bar import UndoBar
from tests.support.listings import show_rows
from tests.support.samples import outlooks, sample_rows, sections

MONO = theme.TextStyle.MONO


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


def render_many() -> QWidget:
    """The bar above a list while several are chosen, and the question before they are answered."""
    area = QWidget()
    row = QHBoxLayout(area)
    bar = BulkBar(Actions(area))
    bar.show_count(14)
    bar.setFixedWidth(theme.current().px(340))
    row.addWidget(bar, alignment=Qt.AlignmentFlag.AlignTop)
    dialog = BulkDialog(BulkKind.REPLY, date(2026, 11, 23), 14)
    dialog.setWindowFlags(Qt.WindowType.Widget)
    offered = OfferedReply("generic_done", "Erledigt", 14, closes=True, asks=False)
    dialog.fields.offer_replies((offered,), 14)
    left_out = (
        LeftOut("message.gap", 1, ("V-2026-100962",), "«Frist fehlt»"),
        LeftOut("message.no_recipient", 1, ("V-2026-100964",)),
    )
    template = load_templates()["generic_done"]
    ids = array("q", range(1, 13))
    wish = dialog.fields.wish()
    reply = BulkReply(template, {}, 9)
    dialog.show_plan(BulkPlan(wish, ids, ids, left_out, frozenset({1}), reply))
    dialog.look.begin(len(ids))
    dialog.look.show_preview(
        ReplyPreview(
            "V-2026-100963",
            DeliveryChannel.PORTAL,
            "Aylin Musterbach, Portal",
            template.subject,
            "Guten Tag Frau Musterbach,\n\nIhr Anliegen ist erledigt.",
        )
    )
    row.addWidget(dialog)
    area.resize(area.sizeHint().width(), theme.current().px(640))
    return area


def render_list() -> QWidget:
    """The case list with its groups."""
    model = CaseListModel()
    show_rows(model, sample_rows())
    view = CaseListView(model)
    model.setParent(view)
    delegate = CaseDelegate(view)
    delegate.set_own_staff_id(1)
    view.setItemDelegate(delegate)
    view.setCurrentIndex(model.index(3))
    view.resize(theme.current().px(364) if theme.current().percent < 175 else 480, 700)
    return view


def render_states() -> QWidget:
    """Row states of states.png: focus, selection without focus, hover, skeleton."""
    area = QWidget()
    area.setObjectName("paneArea")
    area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(area)
    model = CaseListModel(area)
    show_rows(model, sample_rows()[1:4], grouped=False)
    for selected in (0, 1):
        view = CaseListView(model)
        view.setItemDelegate(CaseDelegate(view))
        view.selectionModel().setCurrentIndex(
            model.index(selected), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        view.setFixedHeight(200)
        column.addWidget(view)
        if selected == 0:
            view.setFocus()
    missing = CaseListModel(area)
    missing.open(ListOpening(2, (), (), None))
    loading = CaseListView(missing)
    loading.setItemDelegate(CaseDelegate(loading))
    loading.setFixedHeight(120)
    column.addWidget(loading)
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
    grid.show_rows(
        (
            KeyValue("Referenz", "THOR-004417-02", style=MONO),
            KeyValue("Gläubiger-ID", "DE98ZZZ09999999999", style=MONO),
            KeyValue("Unterschrift", "am 18.11.2026, Portal"),
            Heading("Abweichender Mandatsgeber"),
            KeyValue("Name", "Rolf Musterbach"),
        )
    )
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


def render_palette() -> QWidget:
    """The palette with hits, marks, a pill, keys and an action that is not possible."""
    window = QWidget()
    window.resize(theme.current().px(760), theme.current().px(640))
    dialog = PaletteDialog(window)
    dialog.setWindowFlags(Qt.WindowType.Widget)
    dialog.move(40, 40)
    dialog.show()
    cases = (
        Entry(
            "case:1",
            "Bankverbindung ändern",
            "landmark",
            detail="Aylin Musterbach · V-2026-110418",
            detail_marks=((6, 7),),
            note="18.11.2026",
        ),
        Entry(
            "case:2",
            "Kontaktdaten ändern",
            "contact",
            detail="Aylin Musterbach · V-2026-110377",
            detail_marks=((6, 7),),
            pill=(pills.PillKind.DONE, "erledigt"),
        ),
    )
    tenants = (
        Entry("t:1", "Aylin Musterbach", "user", ((6, 7),), "Musterkehre 12, 22041 Hamburg"),
        Entry("t:2", "Deniz Musterbach", "user", ((6, 7),), "Musterkehre 12, 22041 Hamburg"),
    )
    actions = (
        Entry("a:1", "Übernehmen", "user-plus", detail="V-2026-110418", keys=("Strg+M",)),
        Entry(
            "a:2",
            "Wieder öffnen",
            "rotate-ccw",
            detail="nicht möglich: Der Vorgang ist schon offen.",
            keys=("Strg+Umschalt+O",),
            blocked=True,
        ),
    )
    dialog.field.setText("musterb")
    dialog.show_sections(
        (
            Section("cases", "Vorgänge", cases),
            Section("tenants", "Mieter", tenants),
            Section("open", "Aktionen für Aylin Musterbach", actions),
        ),
        from_the_top=True,
    )
    dialog.show_counts({PaletteScope.CASES: 2, PaletteScope.TENANTS: 2, PaletteScope.ACTIONS: 0})
    dialog.show_found(6, complete=True)
    return window


def render_overview() -> QWidget:
    """The overview of keys."""
    return OverviewDialog(Actions(QApplication.instance() or QApplication([])))


def render_picker() -> QWidget:
    """A question about a case that is answered by typing; one answer is not possible."""
    window = QWidget()
    window.resize(theme.current().px(640), theme.current().px(580))
    question = Question("Zuweisen", "Person oder Team", note="Notiz dazu (intern, freiwillig)")
    dialog = Picker(question, window)
    dialog.setWindowFlags(Qt.WindowType.Widget)
    dialog.move(40, 40)
    people = (
        Entry("person:2", "Timo Vorlage", "user"),
        Entry("person:1", "Jette Modell", "user", detail="hat den Vorgang schon", blocked=True),
    )
    teams = (Entry("team:1", "Technik", "users"),)
    dialog.show_sections([Section("people", "Personen", people), Section("teams", "Teams", teams)])
    dialog.show()
    return window


RENDERERS: dict[str, Callable[[], QWidget]] = {
    "sidebar": render_sidebar,
    "many": render_many,
    "list": render_list,
    "states": render_states,
    "widgets": render_widgets,
    "strips": render_strips,
    "narrow": render_narrow,
    "sign_in": render_sign_in,
    "palette": render_palette,
    "picker": render_picker,
    "overview": render_overview,
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
