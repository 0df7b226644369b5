"""The form of a case as a clerk fills it in or corrects it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.categories.view import FormFieldView
from desktop.texts import tr
from desktop.texts.form_fields import field_text
from desktop.views.case.composer import AFTER_LAST_KEY_MS, AT_LEAST_EVERY_MS
from desktop.views.forms.field_inputs import FieldInputs
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card


class FieldsEditor(Card):
    """One input for each field of the form, hidden while nothing is edited.

    ``draft_changed`` fires when what is typed should be stored, ``save_requested`` and
    ``discard_requested`` when a button is pressed.
    """

    draft_changed = Signal()
    save_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(tr("Angaben bearbeiten"), parent=parent)
        self._base: dict[str, FormFieldView] = {}
        self.inputs = FieldInputs()
        self.body.addWidget(self.inputs)
        self.save = ActionButton(
            tr("Angaben speichern"),
            variant=Variant.PRIMARY,
            size=ButtonSize.SMALL,
            shortcut="Ctrl+Return",
        )
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET, size=ButtonSize.SMALL)
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.body.addLayout(foot)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self.discard_requested)
        self.inputs.keys.pressed.connect(self.save.click)
        self.inputs.changed.connect(self._on_inputs_changed)
        self.inputs.left.connect(self.flush)
        self._after_key = QTimer(self, singleShot=True, interval=AFTER_LAST_KEY_MS)
        self._at_least = QTimer(self, singleShot=True, interval=AT_LEAST_EVERY_MS)
        for timer in (self._after_key, self._at_least):
            timer.timeout.connect(self.flush)
        self._unsaved = False
        self.hide()

    def open_with(self, form: Iterable[FormFieldView], typed: Mapping[str, str]) -> None:
        """Show the form as it is stored, with what was typed over it."""
        self._base = {field.key: field for field in form if field.editable}
        texts = {key: typed.get(key, field.typed) for key, field in self._base.items()}
        self.inputs.show_form([field.definition for field in self._base.values()], texts)
        self._unsaved = False
        self.show()

    def is_open(self) -> bool:
        """Whether fields are being edited."""
        return not self.isHidden()

    def typed(self) -> dict[str, str]:
        """The texts that differ from what is stored; a day that is none stays as typed."""
        return {
            key: text
            for key, text in self.inputs.texts().items()
            if text.strip() != self._base[key].typed.strip()
        }

    def show_theirs(self, form: Iterable[FormFieldView], clashing: Iterable[str]) -> None:
        """Somebody else saved meanwhile: fields of one side are merged, others side by side."""
        mine, clashes = self.typed(), set(clashing)
        self.open_with(form, mine)
        for key in clashes & self._base.keys():
            theirs = self._base[key]
            shown = field_text(theirs.definition, theirs.typed) or tr("nichts")
            self.inputs.say(key, tr("Jetzt gespeichert: {value}", value=shown))
            take = ActionButton(tr("Übernehmen"), size=ButtonSize.SMALL)
            take.setAccessibleName(
                tr("{field}: gespeicherte Angabe übernehmen", field=theirs.label)
            )
            take.clicked.connect(partial(self._take_theirs, key, take))
            self.inputs.add_beside(key, take)

    def flush(self) -> None:
        """Hand out what is not stored yet, now."""
        self._after_key.stop()
        self._at_least.stop()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit()

    def finish(self) -> None:
        """It is saved or thrown away: nothing is left to store."""
        self._after_key.stop()
        self._at_least.stop()
        self._unsaved = False
        self.hide()

    def _on_inputs_changed(self, _key: str) -> None:
        self._unsaved = True
        self._after_key.start()
        if not self._at_least.isActive():
            self._at_least.start()

    def _on_save_clicked(self) -> None:
        changed = self.typed()
        unfit = self.inputs.first_unfit()
        if unfit is not None and unfit in changed:
            self.inputs.focus(unfit)
            return
        self.flush()
        self.save_requested.emit()

    def _take_theirs(self, key: str, button: ActionButton) -> None:
        self.inputs.put(key, self._base[key].typed)
        button.hide()
        self.inputs.focus(key)
