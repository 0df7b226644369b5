"""The editor of one category: name and promise, form, check list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.form_fields import key_of
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.domain.work import RetentionClass
from desktop.services.cases.creation import OTHER_PROMISE_WORKDAYS
from desktop.services.categories.view import CategoryDefinition
from desktop.services.staff.companies import CompanyChoice
from desktop.texts import tr
from desktop.texts.category_icons import ICON_NAMES, icon_name
from desktop.texts.form_fields import retention_name
from desktop.views import icons, theme
from desktop.views.administration.form_rows import CheckLineRow, FieldRow
from desktop.views.administration.movable_rows import MovableRows
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

LEAST_TARGET = 24


def new_category() -> CategoryDefinition:
    """What a category begins with."""
    return CategoryDefinition(
        category_id=None,
        company_id=None,
        code="",
        name="",
        short_name="",
        icon="inbox",
        position=0,
        promise_workdays=None,
        retention_class=RetentionClass.COMMERCIAL_LETTER,
    )


class CategoryEditor(QScrollArea):
    """Shows a category and what a person makes of it. ``edited`` fires with every change.

    ``keys`` knows Ctrl+Enter where an input would take it for a new line.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a new category."""
        super().__init__(parent)
        self._seen = new_category()
        self._quiet = True
        self.keys = SendKeys(self)
        self.setAccessibleName(tr("Kategorie"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build()
        self._lay_out()
        self._connect()
        self._quiet = False

    def _build(self) -> None:
        self.name = _line(tr("Name"))
        self.short_name = _line(tr("Kurzname"))
        self.short_name.setPlaceholderText(tr("steht in Listen; leer: der Name"))
        self.code = _line(tr("Kürzel für das Portal"))
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gilt für"))
        self.icon = QComboBox()
        self.icon.setAccessibleName(tr("Symbol"))
        for name in ICON_NAMES:
            self.icon.addItem(icons.icon(name), icon_name(name), name)
        self.promise = _line(tr("Frist in Werktagen"))
        self.promise.setPlaceholderText(
            tr("leer: die übliche Frist von {n} Werktagen", n=OTHER_PROMISE_WORKDAYS)
        )
        self.promise_note = _note("")
        self.retention = QComboBox()
        self.retention.setAccessibleName(tr("Aufbewahrung"))
        for retention in RetentionClass:
            self.retention.addItem(retention_name(retention), retention)
        self.active = QCheckBox(tr("Nimmt neue Vorgänge an"))
        self.active.setAccessibleName(self.active.text())
        self.active.setMinimumHeight(LEAST_TARGET)
        self.active.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.active_note = _note(
            tr(
                "Ohne Häkchen wird sie beim Erfassen nicht mehr angeboten und verschwindet aus der "
                "Seitenleiste, sobald kein Vorgang mehr offen ist. Was das Portal sendet, kommt "
                "trotzdem an."
            )
        )

    def _lay_out(self) -> None:
        now = theme.current()
        self.about = Card(tr("Kategorie"))
        self._rows = QFormLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(now.px(7))
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.about.body.addLayout(self._rows)
        for text, widget in (
            (tr("Name"), self.name),
            (tr("Kurzname"), self.short_name),
            (tr("Symbol"), self.icon),
            (tr("Kürzel für das Portal"), self.code),
            (tr("Gilt für"), self.company),
            (tr("Frist in Werktagen"), self.promise),
            ("", self.promise_note),
            (tr("Aufbewahrung"), self.retention),
            ("", self.active),
            ("", self.active_note),
        ):
            self._rows.addRow(TextLabel(text, TextStyle.BODY, Tone.SECONDARY), widget)
        self.form_card = Card(tr("Formular"))
        self.fields: MovableRows[FieldRow] = MovableRows(
            self.form_card,
            tr(
                "Was bei diesem Anliegen gebraucht wird. Pflichtfelder, die fehlen, stehen im "
                "Vorgang rot da und lassen sich mit einer Antwort anfordern."
            ),
            tr("Feld hinzufügen"),
            self._new_field,
            self._on_edited,
        )
        self.check_card = Card(tr("Prüfliste"))
        self.checks: MovableRows[CheckLineRow] = MovableRows(
            self.check_card,
            tr(
                "Wird im Vorgang Punkt für Punkt abgehakt. Offene Punkte halten niemanden auf, "
                "werden beim Abschließen aber genannt."
            ),
            tr("Punkt hinzufügen"),
            self._new_line,
            self._on_edited,
        )
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, now.space(2), now.space(3))
        column.setSpacing(now.space(3))
        for card in (self.about, self.form_card, self.check_card):
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(content)

    def _connect(self) -> None:
        self.name.textEdited.connect(self._on_name_edited)
        for line in (self.short_name, self.code, self.promise):
            line.textEdited.connect(self._on_edited)
        for choice in (self.company, self.icon, self.retention):
            choice.currentIndexChanged.connect(self._on_edited)
        self.active.toggled.connect(self._on_edited)

    def show_companies(self, companies: Sequence[CompanyChoice]) -> None:
        """Offer the companies that a new category can be for."""
        self._quiet = True
        self.company.clear()
        self.company.addItem(tr("alle Gesellschaften"), None)
        for company in companies:
            self.company.addItem(company.name, company.company_id)
        self._quiet = False

    def show_category(self, seen: CategoryDefinition, wanted: CategoryDefinition) -> None:
        """Show a category as ``wanted``, what a person made of ``seen``; nothing is told."""
        self._quiet = True
        self._seen = seen
        is_new = seen.category_id is None
        is_bank = seen.code == BANK_DETAILS
        self.name.setText(wanted.name)
        self.short_name.setText(wanted.short_name)
        self.code.setText(wanted.code)
        self.code.setEnabled(is_new)
        self.code.setPlaceholderText(key_of(wanted.name))
        self.company.setCurrentIndex(max(0, self.company.findData(wanted.company_id)))
        self.company.setEnabled(is_new)
        self.icon.setCurrentIndex(max(0, self.icon.findData(wanted.icon)))
        promise = wanted.promise_workdays
        self.promise.setText("" if promise is None else str(promise))
        self.promise.setEnabled(not is_bank)
        self.promise_note.setText(_promise_words(is_bank=is_bank))
        self.retention.setCurrentIndex(self.retention.findData(wanted.retention_class))
        self.active.setChecked(wanted.active)
        self.form_card.setVisible(not is_bank)
        self.fields.clear()
        for field in wanted.fields:
            self.fields.add().show_field(field)
        self.fields.name_rows()
        self.checks.clear()
        for line in wanted.checks:
            self.checks.add().show_line(line)
        self.checks.name_rows()
        self._quiet = False

    def wanted(self) -> CategoryDefinition:
        """The category as it stands here."""
        return replace(
            self._seen,
            name=self.name.text(),
            short_name=self.short_name.text(),
            code=self.code.text(),
            company_id=self.company.currentData(),
            icon=str(self.icon.currentData()),
            promise_workdays=_promise(self.promise.text()),
            retention_class=RetentionClass(self.retention.currentData()),
            active=self.active.isChecked(),
            fields=tuple(row.field() for row in self.fields),
            checks=tuple(row.line() for row in self.checks),
        )

    def _new_field(self) -> FieldRow:
        row = FieldRow()
        row.edited.connect(self._on_edited)
        self.keys.watch((row.choices,))
        return row

    def _new_line(self) -> CheckLineRow:
        row = CheckLineRow()
        row.edited.connect(self._on_edited)
        return row

    def _on_name_edited(self, text: str) -> None:
        self.code.setPlaceholderText(key_of(text))
        self._on_edited()

    def _on_edited(self, _news: object = None) -> None:
        if not self._quiet:
            self.fields.name_rows()
            self.checks.name_rows()
            self.edited.emit()


def _promise(text: str) -> int | None:
    """The number of Werktage; 0, which nobody can promise, for what is no number."""
    words = text.split()
    if not words:
        return None
    return int(words[0]) if words[0].isascii() and words[0].isdigit() else 0


def _promise_words(*, is_bank: bool) -> str:
    if is_bank:
        return tr(
            "Frist und Stichtag einer Bankverbindung stehen in den Einstellungen der Gesellschaft."
        )
    return tr(
        "So viele Werktage nach dem Eingang ist eine Antwort zugesagt. Eine Änderung gilt für "
        "neue Vorgänge; wem schon ein Tag zugesagt ist, der behält ihn."
    )


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    return line


def _note(text: str) -> TextLabel:
    return TextLabel(text, TextStyle.SMALL, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
