"""What is asked before something happens to a batch that was printed already."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.services.letters.view import BatchRow
from desktop.texts import tr
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.letters.new_codes_dialog import NewCodesDialog


def ask_why_not_printed(number: int, parent: QWidget, go_on: Callable[[str], None]) -> None:
    """Ask for the reason why a batch was not printed after all."""
    dialog = ReasonDialog(
        tr("Stapel {number} doch nicht gedruckt", number=number),
        tr(
            "Seine Briefe warten wieder und bekommen einen neuen Stapel. Der Grund steht im "
            "Protokoll. Vernichten Sie, was schon auf Papier ist."
        ),
        tr("Zurücknehmen"),
        suggestions=(tr("Papierstau"), tr("Toner leer"), tr("falscher Drucker")),
        parent=parent,
    )
    dialog.chosen.connect(go_on)
    open_over_scrim(dialog)


def warn_of_new_codes(batch: BatchRow, parent: QWidget, go_on: Callable[[], None]) -> None:
    """Say before a batch is printed once more that its letters with codes get new ones."""
    if not batch.codes:
        go_on()
        return
    dialog = NewCodesDialog(batch, parent)
    dialog.confirmed.connect(go_on)
    open_over_scrim(dialog)
