"""The files that go with an answer: a chip for each, with a way to take it out again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.sendable_files import OutgoingFile, is_printable
from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.key_menu import foreign_entry
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

if TYPE_CHECKING:
    from desktop.services.library_forms.enclosing import OfferedForm


class OutgoingFilesRow(QWidget):
    """``changed`` tells that a file was added or taken out by the person."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self._files: tuple[OutgoingFile, ...] = ()
        self._by_letter = False
        self.problem = InPlaceMessage(MessageKind.WARNING, "")
        self.problem.hide()
        self.printing = InPlaceMessage(MessageKind.INFO, "")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.problem)
        self._column.addWidget(self._chips)
        self._column.addWidget(self.printing)
        self._measure()
        self.show_files(())

    def _measure(self) -> None:
        self._column.setSpacing(theme.current().px(4))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def files(self) -> tuple[OutgoingFile, ...]:
        """What goes along, in the order of adding."""
        return self._files

    def show_files(self, files: tuple[OutgoingFile, ...]) -> None:
        """Show these and no other; what was said before is over."""
        self._files = files
        clear_layout(self._flow)
        for file in files:
            self._flow.addWidget(self._chip(file))
        self._chips.setVisible(bool(files))
        self._show_printing()
        self.show_problems(())

    def add(self, file: OutgoingFile) -> None:
        """Add one; the very same content under the same name is there already."""
        if file not in self._files:
            problem = self.problem.title.text() if self.problem.isVisibleTo(self) else ""
            self.show_files((*self._files, file))
            self.show_problems((problem,) if problem else ())
            self.changed.emit()

    def show_problems(self, sentences: tuple[str, ...]) -> None:
        """Say what was not added."""
        if sentences:
            self.problem.show_message(MessageKind.WARNING, "\n".join(sentences))
        self.problem.setVisible(bool(sentences))
        self.setVisible(bool(sentences or self._files))

    def tell_printing(self, *, by_letter: bool) -> None:
        """Say what becomes of the files where the answer leaves on paper."""
        self._by_letter = by_letter
        self._show_printing()

    def _show_printing(self) -> None:
        self.printing.setVisible(self._by_letter and bool(self._files))
        if self.printing.isHidden():
            return
        unprintable = [shown(file.name) for file in self._files if not is_printable(file)]
        if unprintable:
            self.printing.show_message(
                MessageKind.WARNING,
                tr(
                    "Einem Brief liegen nur PDF-Dateien bei. So geht er nicht hinaus: {names}. "
                    "Bitte herausnehmen oder in PDF umwandeln.",
                    names=", ".join(unprintable),
                ),
            )
        else:
            self.printing.show_message(
                MessageKind.INFO, tr("Die Anlagen werden mit dem Brief gedruckt.")
            )

    def _chip(self, file: OutgoingFile) -> QWidget:
        now = theme.current()
        chip = QWidget()
        chip.setAccessibleName(shown(file.name))
        row = QHBoxLayout(chip)
        row.setContentsMargins(now.px(4), 0, 0, 0)
        row.setSpacing(now.px(5))
        row.addWidget(IconLabel("paperclip", Tone.MUTED, edge=14))
        words = f"{shown(file.name)} · {byte_size(file.size)}"
        row.addWidget(TextLabel(words, TextStyle.SMALL, Tone.SECONDARY))
        take_out = IconButton("x", tr("{name} entfernen", name=file.name), variant=Variant.QUIET)
        take_out.clicked.connect(partial(self.take_out, file))
        row.addWidget(take_out)
        return chip

    def take_out(self, file: OutgoingFile, _checked: object = None) -> None:
        """Take one out, if it is there."""
        self.show_files(tuple(one for one in self._files if one != file))
        self.changed.emit()


class AttachButton(ActionButton):
    """Where a file is to come from: this computer, the case itself, or the forms library.

    ``disk_chosen`` asks for files of the computer, ``case_file_chosen`` carries an
    ``AttachmentView``, ``form_chosen`` the number of a form.
    """

    disk_chosen = Signal()
    case_file_chosen = Signal(object)
    form_chosen = Signal(int)

    def __init__(self) -> None:
        """Offer the computer alone until files of a case are known."""
        super().__init__(
            tr("Anlage"),
            variant=Variant.QUIET,
            size=ButtonSize.SMALL,
            icon_name="paperclip",
            trailing="chevron-down",
            name=tr("Anlage hinzufügen"),
        )
        self._case_files: tuple[AttachmentView, ...] = ()
        self._forms: tuple[OfferedForm, ...] = ()
        self._menu: QMenu | None = None
        self.clicked.connect(self.open_menu)

    def offer(self, files: tuple[AttachmentView, ...]) -> None:
        """Offer these files of the case."""
        self._case_files = files

    def offer_forms(self, forms: tuple[OfferedForm, ...]) -> None:
        """Offer these forms of the library."""
        self._forms = forms

    def open_menu(self) -> None:
        """Ask where from, below the button."""
        menu = self._menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        disk = menu.addAction(tr("Datei dieses Computers …"))
        disk.triggered.connect(self._on_disk_triggered)
        if self._case_files:
            _head(menu, tr("Aus dem Vorgang"))
        for file in self._case_files:
            entry = menu.addAction(foreign_entry(file.name))
            entry.triggered.connect(partial(self._choose, file))
        if self._forms:
            _head(menu, tr("Aus der Formularbibliothek"))
        for form in self._forms:
            entry = menu.addAction(foreign_entry(form.title))
            entry.triggered.connect(partial(self._choose_form, form))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        if QApplication.focusWidget() is self:
            menu.setActiveAction(disk)

    def _on_disk_triggered(self, _checked: object = None) -> None:
        self.disk_chosen.emit()

    def _choose(self, file: AttachmentView, _checked: object = None) -> None:
        self.case_file_chosen.emit(file)

    def _choose_form(self, form: OfferedForm, _checked: object = None) -> None:
        self.form_chosen.emit(form.form_id)


def _head(menu: QMenu, text: str) -> None:
    """The title of a section would not be painted: a line that cannot be chosen says it."""
    menu.addSeparator()
    menu.addAction(text).setEnabled(False)
