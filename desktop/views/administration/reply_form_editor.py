"""One prepared reply as it is typed, with the list of its place holders and a live preview."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.services.conversation.placeholders import PLACEHOLDERS
from desktop.services.conversation.reply_forms import CategoryName, ReplyForm, ReplyPreview
from desktop.services.staff.companies import CompanyChoice
from desktop.texts import tr
from desktop.texts.placeholders import placeholder_meaning
from desktop.views import theme
from desktop.views.shortcut_override import SendKeys
from desktop.views.spelling.marker import TextMarker
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone

_NAME = Qt.ItemDataRole.UserRole


class PlaceholderList(QListWidget):
    """Every place holder with its meaning; Enter or a double click puts one in (``chosen``)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """Show all of them."""
        super().__init__()
        self.setAccessibleName(tr("Platzhalter"))
        for one in PLACEHOLDERS.values():
            item = QListWidgetItem(f"{{{one.name}}}  {placeholder_meaning(one.code)}")
            item.setData(_NAME, one.name)
            self.addItem(item)
        self.setCurrentRow(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(self._on_item_activated)

    def showEvent(self, event: QShowEvent) -> None:
        """Rows take the height of the style, which came after them."""
        super().showEvent(event)
        self.doItemsLayout()

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(f"{{{item.data(_NAME)}}}")


class ReplyFormEditor(QWidget):
    """``edited`` says that the person changed something."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start blank."""
        super().__init__(parent)
        self._filling = False
        self._build()
        self._lay_out()
        self._target: QLineEdit | QPlainTextEdit = self.text
        for field in (self.title, self.shortcut, self.subject):
            field.textEdited.connect(self._on_edited)
        self.text.textChanged.connect(self._on_edited)
        for choice in (self.company, self.category):
            choice.activated.connect(self._on_edited)
        self.asks.clicked.connect(self._on_asks_clicked)
        self.closes.clicked.connect(self._on_closes_clicked)
        self.placeholders.chosen.connect(self._put_in)
        self.keys = SendKeys(self)
        self.keys.watch((self.title, self.shortcut, self.subject, self.text, self.placeholders))

    def _build(self) -> None:
        self.title, self.shortcut, self.subject = QLineEdit(), QLineEdit(), QLineEdit()
        self.title.setAccessibleName(tr("Titel"))
        self.title.setMaxLength(80)
        self.shortcut.setAccessibleName(tr("Kürzel"))
        self.shortcut.setMaxLength(32)
        self.shortcut.setPlaceholderText(tr("wird hinter „::“ getippt"))
        self.subject.setAccessibleName(tr("Betreff"))
        self.company, self.category = QComboBox(), QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft"))
        self.category.setAccessibleName(tr("Kategorie"))
        self.asks = QCheckBox(tr("Fragt nach etwas: Der Vorgang wartet auf die Antwort"))
        self.closes = QCheckBox(tr("Erledigt das Anliegen: Senden und abschließen in einem"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Text"))
        self.text.setTabChangesFocus(True)
        self.placeholders = PlaceholderList()
        self.preview_subject = TextLabel("", TextStyle.BODY_STRONG, wrap=Qt.TextFlag.TextWordWrap)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(tr("Vorschau"))
        self.preview.setTabChangesFocus(True)
        self.marker = TextMarker(self.preview.document())
        self.example = TextLabel("", TextStyle.SMALL, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)

    def _lay_out(self) -> None:
        now = theme.current()
        form = QFormLayout()
        form.setHorizontalSpacing(now.space(3))
        form.setVerticalSpacing(now.px(6))
        for label, field in (
            (tr("Titel"), self.title),
            (tr("Kürzel"), self.shortcut),
            (tr("Gesellschaft"), self.company),
            (tr("Kategorie"), self.category),
            (tr("Betreff"), self.subject),
        ):
            form.addRow(TextLabel(label, TextStyle.SMALL, Tone.SECONDARY), field)
        left = QVBoxLayout()
        left.setSpacing(now.px(6))
        left.addLayout(form)
        left.addWidget(self.text, 1)
        left.addWidget(self.asks)
        left.addWidget(self.closes)
        right = QVBoxLayout()
        right.setSpacing(now.px(6))
        hint = tr("Platzhalter: mit Enter an die Stelle des Cursors setzen")
        right.addWidget(TextLabel(hint, TextStyle.SMALL, Tone.SECONDARY))
        right.addWidget(self.placeholders, 1)
        right.addWidget(TextLabel(tr("Vorschau"), TextStyle.SMALL, Tone.SECONDARY))
        right.addWidget(self.preview_subject)
        right.addWidget(self.preview, 1)
        right.addWidget(self.example)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.space(4))
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def offer(
        self, companies: tuple[CompanyChoice, ...], categories: tuple[CategoryName, ...]
    ) -> None:
        """Offer companies and categories; what is chosen stays."""
        chosen = (self.company.currentData(), self.category.currentData())
        for box, every in (
            (self.company, tr("Alle Gesellschaften")),
            (self.category, tr("Alle Kategorien")),
        ):
            box.clear()
            box.addItem(every, None)
        for company in companies:
            self.company.addItem(company.name, company.company_id)
        for category in categories:
            self.category.addItem(category.name, category.category_id)
        _choose(self.company, chosen[0])
        _choose(self.category, chosen[1])

    def show_form(self, form: ReplyForm, *, changeable: bool) -> None:
        """Show a reply; one that ships can be read only."""
        self._filling = True
        self.title.setText(form.title)
        self.shortcut.setText(form.shortcut)
        self.subject.setText(form.subject)
        self.text.setPlainText(form.text)
        self.asks.setChecked(form.asks)
        self.closes.setChecked(form.closes)
        _choose(self.company, form.company_id)
        _choose(self.category, form.category_id)
        for field in (self.title, self.shortcut, self.subject, self.text):
            field.setReadOnly(not changeable)
        for widget in (self.company, self.category, self.asks, self.closes, self.placeholders):
            widget.setEnabled(changeable)
        self._filling = False

    def form(self) -> ReplyForm:
        """What stands here."""
        return ReplyForm(
            title=self.title.text(),
            shortcut=self.shortcut.text(),
            subject=self.subject.text(),
            text=self.text.toPlainText(),
            company_id=self.company.currentData(),
            category_id=self.category.currentData(),
            asks=self.asks.isChecked(),
            closes=self.closes.isChecked(),
        )

    def show_preview(self, preview: ReplyPreview) -> None:
        """Show the reply as it would stand in the composer."""
        self.preview_subject.setText(preview.subject)
        self.preview.setPlainText(preview.text)
        if preview.reference:
            self.example.setText(tr("Am Beispiel des Vorgangs {number}", number=preview.reference))
        else:
            self.example.setText(tr("Mit erfundenen Angaben: Kein offener Vorgang passt dazu."))

    def show_no_preview(self, sentence: str) -> None:
        """Say why there is none; the last one would mislead."""
        self.preview_subject.setText("")
        self.preview.setPlainText("")
        self.example.setText(sentence)

    def _put_in(self, name: str) -> None:
        """At the cursor of the subject or the text, wherever it was last."""
        self._target = self.subject if self._target is self.subject else self.text
        if self._target is self.subject:
            self.subject.insert(name)
            self._on_edited()
        else:
            self.text.insertPlainText(name)
        self._target.setFocus()

    def remember_target(self, widget: QObject | None) -> None:
        """The focus has gone on: place holders go to the text that had it last."""
        if widget is self.subject:
            self._target = self.subject
        elif widget is self.text:
            self._target = self.text

    def _on_asks_clicked(self) -> None:
        if self.asks.isChecked():
            self.closes.setChecked(False)
        self._on_edited()

    def _on_closes_clicked(self) -> None:
        if self.closes.isChecked():
            self.asks.setChecked(False)
        self._on_edited()

    def _on_edited(self, *_args: object) -> None:
        if not self._filling:
            self.edited.emit()


def _choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
