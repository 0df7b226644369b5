"""The form of a recording: everything a clerk types, as widgets and as one value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop.domain.case_status import Channel
from desktop.domain.form_fields import FieldDefinition
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.services.recording.choices import CaseChoice, CategoryChoice, TenancyChoices
from desktop.services.recording.directory import TenancyEntry
from desktop.services.recording.form import BankForm, BankWay, RecordedFile, RecordingForm
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.views import icons, theme
from desktop.views.case.header import state_text
from desktop.views.case.two_columns import TwoColumns
from desktop.views.recording.bank_card import BankCard
from desktop.views.recording.day_field import DayField
from desktop.views.recording.fields import (
    ChoiceField,
    NoteEditor,
    labelled_form,
    line_field,
    row_label,
)
from desktop.views.recording.files_card import FilesCard
from desktop.views.recording.form_card import FormCard
from desktop.views.recording.preview_card import PreviewCard
from desktop.views.recording.tenancy_search import TenancySearch
from desktop.views.widgets.card import Card
from desktop.views.widgets.segmented import SegmentedButtons

CHANNEL_KEYS = {Channel.TELEPHONE: "F2", Channel.LETTER: "F3", Channel.COUNTER: "F4"}
USUAL_CATEGORY = "general"
LEAST_TARGET = 24
"""Height in pixels that everything that is clicked has at least."""


def recorded_as(channel: Channel) -> str:
    """What is recorded, by the way it came."""
    texts = {
        Channel.TELEPHONE: tr("Anruf"),
        Channel.LETTER: tr("Brief"),
        Channel.COUNTER: tr("Besuch"),
    }
    return texts[channel]


def _case_line(case: CaseChoice) -> str:
    return " · ".join(
        (case.reference, case.category_short, state_text(case.state), full_date(case.received_on))
    )


class RecordingFormView(TwoColumns):
    """The cards of the form and the preview beside them.

    ``changed`` fires with every change by a person; ``tenancy_chosen`` carries the contract;
    ``files_given`` what was pasted as files.
    """

    changed = Signal()
    tenancy_chosen = Signal(int)
    files_given = Signal(QMimeData)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """Start empty, with today's date."""
        super().__init__(tr("Anruf oder Brief erfassen"), parent)
        self._today = today
        self._cases: dict[int, CaseChoice] = {}
        self._forms: dict[str, tuple[FieldDefinition, ...]] = {}
        self._tenancy: TenancyEntry | None = None
        self._quiet = False
        self._build()
        self._lay_out()
        self._connect()

    def _build(self) -> None:
        labels = [
            (channel.value, f"{recorded_as(channel)} ({key})")
            for channel, key in CHANNEL_KEYS.items()
        ]
        self.channel = SegmentedButtons(labels, tr("Art des Eingangs"))
        self.stamp = DayField(tr("Eingangstag"), self._today)
        self.stamp.setAcceptDrops(False)
        self.stamp.setToolTip(tr("Plus und Minus verschieben um einen Tag"))
        self.tenancy = TenancySearch()
        self.person = ChoiceField(tr("Von"))
        self.person.setEditable(True)
        self.person.setInsertPolicy(ChoiceField.InsertPolicy.NoInsert)
        inner = self.person.lineEdit()
        assert inner is not None
        inner.setAccessibleName(tr("Von"))
        inner.setAcceptDrops(False)
        self.case = ChoiceField(tr("Vorgang"))
        self.category = ChoiceField(tr("Kategorie"))
        self.bank = BankCard(self._today)
        self.form_card = FormCard()
        self.subject = line_field(tr("Betreff"))
        self.text = NoteEditor()
        self.assign = QCheckBox(tr("Mir zuweisen"))
        self.assign.setAccessibleName(self.assign.text())
        self.assign.setMinimumHeight(max(LEAST_TARGET, theme.current().px(LEAST_TARGET)))
        # As wide as its words: the focus ring stands around what a click reaches.
        self.assign.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.assign.setChecked(True)
        self.files = FilesCard()
        self.preview = PreviewCard()

    def _lay_out(self) -> None:
        now = theme.current()
        when = QWidget()
        row = QHBoxLayout(when)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.space(3))
        row.addWidget(self.channel)
        row.addWidget(self.stamp)
        row.addStretch(1)
        self.stamp.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.who = Card(tr("Eingang"))
        self._who_form = labelled_form(self.who)
        self._who_form.addRow(row_label(tr("Art und Tag")), when)
        self._who_form.addRow(row_label(tr("Mietverhältnis")), self.tenancy)
        self._who_form.addRow(row_label(tr("Von")), self.person)
        self._who_form.addRow(row_label(tr("Vorgang")), self.case)
        self._who_form.addRow(row_label(tr("Kategorie")), self.category)
        self.what = Card(tr("Inhalt"))
        form = labelled_form(self.what)
        form.addRow(row_label(tr("Betreff")), self.subject)
        form.addRow(row_label(tr("Text")), self.text)
        form.addRow(row_label(""), self.assign)
        for card in (self.who, self.bank, self.form_card, self.what, self.files):
            self.main.addWidget(card)
        self.context.addWidget(self.preview)
        self.finish()

    def _connect(self) -> None:
        self.channel.chosen.connect(self._on_edited)
        self.stamp.day_changed.connect(self._on_edited)
        self.stamp.returnPressed.connect(self._on_stamp_return)
        self.tenancy.chosen.connect(self.tenancy_chosen)
        self.tenancy.reopened.connect(self._on_tenancy_reopened)
        self.person.editTextChanged.connect(self._on_edited)
        self.person.confirmed.connect(self.category.setFocus)
        self.case.currentIndexChanged.connect(self._on_case_changed)
        self.case.confirmed.connect(self._on_case_confirmed)
        self.category.currentIndexChanged.connect(self._on_category_changed)
        self.category.confirmed.connect(self._on_category_confirmed)
        self.bank.changed.connect(self._on_edited)
        self.form_card.changed.connect(self._on_edited)
        self.subject.textEdited.connect(self._on_edited)
        self.subject.returnPressed.connect(self.text.setFocus)
        self.text.textChanged.connect(self._on_edited)
        self.text.files_pasted.connect(self.files_given)
        self.assign.toggled.connect(self._on_edited)
        self.files.files_changed.connect(self._on_edited)

    def add_file(self, file: RecordedFile) -> None:
        """Attach a file, and bring its row into sight once it has its size."""
        self.files.add(file)
        self.bring_into_sight(self.files)

    def text_fields(self) -> tuple[QLineEdit | QPlainTextEdit, ...]:
        """Every field that takes text, for who watches their keys."""
        inner = self.person.lineEdit()
        own = (self.stamp, self.tenancy.field, self.subject, self.text)
        return (*own, *self.bank.text_fields(), *((inner,) if inner is not None else ()))

    def show_categories(self, categories: tuple[CategoryChoice, ...]) -> None:
        """Offer these categories; the chosen one stays."""
        chosen = self.category.currentData() or USUAL_CATEGORY
        self._quiet = True
        self._forms = {category.code: category.fields for category in categories}
        self.category.clear()
        for category in categories:
            self.category.addItem(icons.icon(category.icon), category.name, category.code)
        self.category.choose(chosen)
        self._quiet = False
        self._show_parts()

    def show_tenancy(self, entry: TenancyEntry | None) -> None:
        """Show the chosen contract; what belongs to it follows with ``show_choices``."""
        self._tenancy = entry
        self._quiet = True
        self.tenancy.show_tenancy(entry)
        self.person.clear()
        self.case.clear()
        self._cases = {}
        self._quiet = False
        self._show_parts()

    def show_choices(
        self, choices: TenancyChoices, form: RecordingForm | None = None, speaker: str = ""
    ) -> None:
        """Offer people and cases of the contract; choose those of ``form``, or who was sought."""
        self._quiet = True
        self._cases = {case.case_id: case for case in choices.cases}
        self.person.clear()
        self.person.addItems(list(choices.parties))
        self.case.clear()
        self.case.addItem(tr("Neuer Vorgang"), None)
        for case in choices.cases:
            self.case.addItem(_case_line(case), case.case_id)
            self.case.setItemData(self.case.count() - 1, case.subject, Qt.ItemDataRole.ToolTipRole)
        self.bank.show_parties(choices.parties)
        self.person.setCurrentIndex(max(0, self.person.findText(speaker)))
        if form is not None:
            if form.correspondent:
                self.person.setEditText(form.correspondent)
            self.case.choose(form.case_id)
            self._show_adds()
            self.bank.way.choose(form.bank.way.value)
        self._quiet = False
        self._show_parts()

    def form(self) -> RecordingForm:
        """What stands here."""
        case = self.chosen_case()
        person = self.person.currentText().strip()
        first = self.person.itemText(0)
        is_bank = case.is_bank_change if case is not None else self._category() == BANK_DETAILS
        return RecordingForm(
            channel=Channel(self.channel.current_key()),
            stamped_on=self.stamp.day(),
            tenancy_id=None if self._tenancy is None else self._tenancy.tenancy_id,
            case_id=None if case is None else case.case_id,
            category=BANK_DETAILS if is_bank else self._category(),
            correspondent="" if person == first else person,
            subject=self.subject.text(),
            text=self.text.toPlainText(),
            files=self.files.files(),
            bank=self.bank.bank(),
            assign=self.assign.isChecked(),
            fields=self.form_card.typed(),
        )

    def show_form(self, form: RecordingForm) -> None:
        """Show a form, without a signal; contract and case follow when they are known."""
        self._quiet = True
        self.channel.choose(form.channel.value)
        self.stamp.show_day(form.stamped_on)
        self.category.choose(form.category or USUAL_CATEGORY)
        self.subject.setText(form.subject)
        self.text.setPlainText(form.text)
        self.assign.setChecked(form.assign)
        self.form_card.show_typed(form.fields)
        self.files.show_files(form.files)
        self.files.show_problems(())
        self.bank.set_adds(adds=form.case_id is not None)
        self.bank.show_bank(form.bank)
        self._quiet = False
        self._show_parts()

    def empty_form(self) -> RecordingForm:
        """What a new recording begins with: a call of today."""
        return RecordingForm(stamped_on=self._today(), category=USUAL_CATEGORY, bank=BankForm())

    def chosen_case(self) -> CaseChoice | None:
        """The case to which it is added; None for a new one."""
        return self._cases.get(self.case.currentData())

    def choose_channel(self, channel: Channel) -> None:
        """F2, F3, F4."""
        self.channel.choose(channel.value)
        self._on_edited()

    def choose_category(self, code: str) -> None:
        """Choose a category without a signal."""
        self._quiet = True
        self.category.choose(code)
        self._quiet = False
        self._show_parts()

    def focus_problem(self, code: str) -> None:
        """Bring the focus to the field that a refusal is about."""
        fields: dict[str, QWidget] = {
            "recording.no_tenancy": self.tenancy.field,
            "recording.no_stamp": self.stamp,
            "recording.stamp_in_future": self.stamp,
            "recording.stamp_too_old": self.stamp,
            "recording.no_category": self.category,
            "recording.other_case": self.case,
        }
        if code.startswith("field."):
            self.form_card.focus_unfit()
        else:
            fields.get(code, self.text).setFocus()

    def focus_start(self) -> None:
        """The first thing to be typed is who it is; then what it is."""
        if self._tenancy is None:
            self.tenancy.field.setFocus()
        elif self.chosen_case() is not None:
            self.text.setFocus()
        else:
            self.category.setFocus()

    def _category(self) -> str:
        return str(self.category.currentData() or "")

    def _show_adds(self) -> None:
        case = self.chosen_case()
        self.bank.set_adds(adds=case is not None)
        if case is not None:
            self.assign.setChecked(not case.assigned)

    def _show_parts(self) -> None:
        """Show only what belongs to the choices made."""
        case = self.chosen_case()
        known = self._tenancy is not None
        self._who_form.setRowVisible(self.person, known)
        self._who_form.setRowVisible(self.case, known and bool(self._cases))
        self._who_form.setRowVisible(self.category, case is None)
        is_bank = case.is_bank_change if case is not None else self._category() == BANK_DETAILS
        self.bank.setVisible(is_bank)
        self.form_card.show_form(self._forms.get(self._category(), ()), wanted=case is None)
        self.subject.setPlaceholderText("" if case is not None else self.category.currentText())

    def _on_edited(self, *_: object) -> None:
        if not self._quiet:
            self.changed.emit()

    def _on_tenancy_reopened(self) -> None:
        self.show_tenancy(None)
        self.tenancy.field.setFocus()
        self._on_edited()

    def _on_case_changed(self) -> None:
        if self._quiet:
            return
        self._show_adds()
        if self.chosen_case() is not None:
            self.bank.way.choose(BankWay.NOTHING.value)
            self.bank.show_bank(self.bank.bank())
        self._show_parts()
        self.changed.emit()

    def _on_case_confirmed(self) -> None:
        (self.text if self.chosen_case() is not None else self.category).setFocus()

    def _on_category_changed(self) -> None:
        if not self._quiet:
            self._show_parts()
            self.changed.emit()

    def _on_category_confirmed(self) -> None:
        if not self.form_card.isHidden():
            self.form_card.inputs.focus()
        else:
            (self.bank.way if self.bank.isVisible() else self.text).setFocus()

    def _on_stamp_return(self) -> None:
        self.focus_start()
