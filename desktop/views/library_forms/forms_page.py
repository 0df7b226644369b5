"""Area *Formulare*: what tenants fetch in the portal, in versions, with a look at each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.berlin_time import berlin_day
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.library_forms.commands import PublishForm, WithdrawForm
from desktop.services.library_forms.use_cases import (
    form_file,
    list_forms,
    may_keep,
    publish_form,
    withdraw_form,
)
from desktop.services.library_forms.view import FormRow, FormStanding, FormVersionRow
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.preview import DocumentPreview
from desktop.views.documents.preview_work import PreviewWork
from desktop.views.library_forms.form_work import FormWork
from desktop.views.library_forms.standings import standing_name, version_text, withdrawn_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.page_head import PageHead
from desktop.views.widgets.pill import PillKind
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 200
LOOK_AFTER_MS = 200
LEAST_DETAIL = 300
"""Who goes through the list with the arrows opens only where they stay."""
_PILLS = {
    FormStanding.DRAFT: PillKind.INFO,
    FormStanding.PUBLISHED: PillKind.OK,
    FormStanding.REPLACED: PillKind.NEUTRAL,
    FormStanding.WITHDRAWN: PillKind.WARNING,
}
_WRAP = Qt.TextFlag.TextWordWrap


class FormsPage(QWidget):
    """The forms at the left; at the right the versions of the chosen one, and how one looks."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._forms: dict[int, FormRow] = {}
        self._wanted = 0
        self._refusal = (
            ""
            if may_keep(workplace.actor)
            else tr("Formulare aufnehmen und veröffentlichen dürfen Teamleitung und Verwaltung.")
        )
        self._build()
        self._lay_out()
        self.work = FormWork(workplace, self)
        self.preview_work = PreviewWork(workplace, self.preview)
        self._shown_version: tuple[int, int] | None = None
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self._look = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._look.timeout.connect(self._show_version)
        self._connect()
        self.setFocusProxy(self.table)
        self._show_form()

    def _build(self) -> None:
        self.title = TextLabel(tr("Formulare"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.add = ActionButton(
            tr("Formular aufnehmen …"), variant=Variant.PRIMARY, icon_name="plus"
        )
        self.add.set_blocked(self._refusal)
        self.why = TextLabel(self._refusal, TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self.why.setVisible(bool(self._refusal))
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.table = FactTable(
            tr("Formulare"),
            (
                Column(tr("Formular"), stretch=True, least=320),
                Column(tr("Gesellschaft"), drop=1),
                Column(tr("Version"), drop=2),
                Column(tr("Stand")),
            ),
            grows=False,
        )
        self.empty = EmptyState(
            tr("Noch kein Formular"),
            tr("Aufgenommen werden PDF-Dateien; veröffentlicht stehen sie allen im Portal."),
            icon_name="file-text",
            tone=Tone.MUTED,
        )
        self.card = Card(tr("Versionen"))
        self.card.let_rows_run()
        self.versions = FactTable(
            tr("Versionen"),
            (
                Column(tr("Version")),
                Column(tr("Datei"), stretch=True, least=140),
                Column(tr("Aufgenommen"), drop=2),
                Column(tr("Vermerk"), drop=1),
                Column(tr("Stand")),
            ),
            marks=True,
        )
        self.about = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self.about.setMargin(theme.current().px(8))
        self.publish = ActionButton(
            tr("Veröffentlichen"), variant=Variant.PRIMARY, icon_name="send", size=ButtonSize.SMALL
        )
        self.next = ActionButton(tr("Neue Version …"), icon_name="upload", size=ButtonSize.SMALL)
        self.withdraw = ActionButton(
            tr("Zurückziehen …"), icon_name="undo-2", size=ButtonSize.SMALL
        )
        self.preview = DocumentPreview(tr("Wählen Sie ein Formular."))

    def _lay_out(self) -> None:
        now = theme.current()
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.empty)
        acts = QWidget()
        flow = FlowLayout(acts)
        for button in (self.publish, self.next, self.withdraw):
            flow.addWidget(button)
        foot = QVBoxLayout()
        foot.setContentsMargins(now.space(3), now.px(4), now.space(3), now.px(6))
        foot.addWidget(acts)
        self.card.body.addWidget(self.versions)
        self.card.body.addWidget(self.about)
        self.card.body.addLayout(foot)
        detail = QWidget()
        detail.setMinimumWidth(now.px(LEAST_DETAIL))
        right = QVBoxLayout(detail)
        right.setContentsMargins(now.space(3), 0, 0, 0)
        right.setSpacing(now.space(3))
        right.addWidget(self.card)
        right.addWidget(self.preview, 1)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.lists)
        self.halves.addWidget(detail)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        middle = QHBoxLayout()
        middle.addWidget(self.halves)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addWidget(PageHead(self.title, self.summary, (self.add,)))
        column.addWidget(self.why)
        column.addWidget(self.message)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.next.clicked.connect(self._add_version)
        self.publish.clicked.connect(self._publish)
        self.withdraw.clicked.connect(self._ask_withdrawal)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_form())
        self.table.opened.connect(lambda _: self.versions.setFocus())
        self.versions.selectionModel().currentChanged.connect(lambda *_: self._look.start())
        self.versions.opened.connect(lambda _: self.preview.pages.setFocus())
        self.work.added.connect(self._on_added)
        self._workplace.changed.connect(self._on_workplace_changed)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the forms of these companies; none chosen means all."""
        self._companies = companies
        self.message.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read the forms again."""
        self._workplace.ask(
            list_forms,
            done=self._on_read,
            failed=self._say,
            scope="library_forms",
            stale=Stale.SKIP,
        )

    def form(self) -> FormRow | None:
        """The form that is chosen."""
        return self._forms.get(self.table.current_key())

    def version(self) -> FormVersionRow | None:
        """The version of it that is looked at."""
        form, number = self.form(), self.versions.current_key()
        versions = () if form is None else form.versions
        return next((one for one in versions if one.number == number), None)

    def _on_read(self, rows: tuple[FormRow, ...]) -> None:
        chosen = [one for one in rows if not self._companies or one.company_id in self._companies]
        self._forms = {one.form_id: one for one in chosen}
        self.table.show_rows([_form_row(one) for one in chosen])
        self.lists.setCurrentWidget(self.table if chosen else self.empty)
        seen = sum(one.published is not None for one in chosen)
        self.summary.setText(
            ntr("{n} Formular im Portal", "{n} Formulare im Portal", seen) if chosen else ""
        )
        if self._wanted in self._forms:
            place = list(self._forms).index(self._wanted)
            self._wanted = 0
            self.table.setCurrentIndex(self.table.facts.index(place, 0))
        self._show_form()

    def _show_form(self) -> None:
        form = self.form()
        self.card.setVisible(form is not None)
        if form is None:
            self._shown_version = None
            self.preview_work.forget()
            return
        self.card.title.setText(form.title)
        self.versions.show_rows([_version_row(one) for one in form.versions])
        newest, seen = form.versions[0], form.published
        draft = newest.standing in (FormStanding.DRAFT, FormStanding.WITHDRAWN)
        self.publish.set_blocked(
            self._refusal or ("" if draft else tr("Die neueste Version steht im Portal."))
        )
        self.next.set_blocked(self._refusal)
        self.withdraw.set_blocked(
            self._refusal or ("" if seen is not None else tr("Nichts davon steht im Portal."))
        )
        withdrawn = next((one for one in form.versions if one.withdrawn_at is not None), None)
        self.about.setText("" if withdrawn is None else withdrawn_text(withdrawn))
        self.about.setVisible(withdrawn is not None)
        self._look.start()

    def _show_version(self) -> None:
        form, version = self.form(), self.version()
        if form is None or version is None or not self.isVisible():
            return
        if self._shown_version != (form.form_id, version.number):
            self._shown_version = (form.form_id, version.number)
            source = partial(form_file, form_id=form.form_id, number=version.number)
            self.preview_work.show_file(source, version.file_name)

    def _add(self) -> None:
        companies = [
            one
            for one in self._workplace.companies
            if not self._companies or one.company_id in self._companies
        ]
        self.work.open(companies)

    def _add_version(self) -> None:
        form = self.form()
        if form is not None:
            companies = self._workplace.companies
            self.work.open([one for one in companies if one.company_id == form.company_id], form)

    def _on_added(self, row: FormRow) -> None:
        self._wanted = row.form_id
        self._tell(tr("„{title}“ ist aufgenommen, noch nicht im Portal.", title=shown(row.title)))

    def _publish(self) -> None:
        form = self.form()
        if form is not None:
            self._workplace.ask(
                publish_form,
                PublishForm(form_id=form.form_id, seen=form.seen),
                done=lambda row: self._tell(
                    tr("„{title}“ wird im Portal veröffentlicht.", title=shown(row.title))
                ),
                failed=self._say,
            )

    def _ask_withdrawal(self) -> None:
        form = self.form()
        if form is None:
            return
        dialog = ReasonDialog(
            tr("Formular zurückziehen"),
            tr(
                "„{title}“ steht dann nicht mehr im Portal; ältere Versionen kommen nicht zurück. "
                "Der Grund bleibt im Haus.",
                title=shown(form.title),
            ),
            tr("Zurückziehen"),
            suggestions=(tr("Veraltet"), tr("Enthält einen Fehler")),
            parent=self.window(),
        )
        dialog.chosen.connect(partial(self._withdraw, form))
        open_over_scrim(dialog)

    def _withdraw(self, form: FormRow, reason: str) -> None:
        self._workplace.ask(
            withdraw_form,
            WithdrawForm(form_id=form.form_id, seen=form.seen, reason=reason),
            done=lambda row: self._tell(
                tr("„{title}“ wird im Portal zurückgezogen.", title=shown(row.title))
            ),
            failed=self._say,
        )

    def _tell(self, sentence: str) -> None:
        self.message.show_message(MessageKind.OK, sentence)
        self.message.show()
        self.refresh()

    def _say(self, error: UserError) -> None:
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if any(change.kind is ChangeKind.LIBRARY_FORM for change in changes):
            self._soon.start()


def _form_row(form: FormRow) -> FactRow:
    newest = form.versions[0]
    standing = newest.standing if form.published is None else FormStanding.PUBLISHED
    name = standing_name(standing)
    if form.published is not None and form.published.number != newest.number:
        name = tr("neue Version wartet")
        standing = FormStanding.DRAFT
    return FactRow(
        (
            Cell(shown(form.title), strong=True),
            Cell(shown(form.company_name)),
            Cell(version_text(newest.number), muted=True),
            Cell(name, _PILLS[standing]),
        ),
        key=form.form_id,
        tip=f"{shown(form.title)}: {name}",
    )


def _version_row(one: FormVersionRow) -> FactRow:
    name = standing_name(one.standing)
    return FactRow(
        (
            Cell(version_text(one.number)),
            Cell(shown(one.file_name)),
            Cell(f"{berlin_day(one.uploaded_at):%d.%m.%y}", muted=True),
            Cell(shown(one.note), muted=True),
            Cell(name, _PILLS[one.standing]),
        ),
        key=one.number,
        tip=f"{version_text(one.number)}, {shown(one.file_name)}: {name}",
    )
