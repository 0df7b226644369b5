"""Opens *Ansicht Mieter* over a window and reads what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.services.documents.use_cases import tenant_view
from desktop.services.documents.view import TenantView
from desktop.tasks import Stale
from desktop.texts.errors import error_sentence
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.tenant_view_dialog import TenantViewDialog
from desktop.views.workplace import Workplace


class TenantViewWork(QObject):
    """One dialog at a time, of one contract."""

    def __init__(self, workplace: Workplace, over: QWidget) -> None:
        """``over`` is the widget over whose window the dialog stands."""
        super().__init__(over)
        self._workplace = workplace
        self._over = over
        self._tenancy_id = 0
        self.dialog: TenantViewDialog | None = None

    def open(self, tenancy_id: int, parties: Sequence[tuple[int, str]]) -> None:
        """Show what each of these parties (ids and names) of a contract sees in the portal."""
        if self.dialog is not None:
            return
        self._tenancy_id = tenancy_id
        dialog = self.dialog = TenantViewDialog(parties, self._over.window())
        dialog.party_chosen.connect(self._read)
        dialog.finished.connect(self._on_finished)
        open_over_scrim(dialog)
        dialog.ask()

    def _read(self, tenant_id: int) -> None:
        def show(view: TenantView) -> None:
            if self.dialog is not None:
                self.dialog.show_view(view)

        def tell(error: UserError) -> None:
            if self.dialog is not None:
                self.dialog.show_problem(error_sentence(error))

        self._workplace.ask(
            tenant_view,
            self._tenancy_id,
            tenant_id,
            done=show,
            failed=tell,
            scope="documents.tenant_view",
            stale=Stale.SKIP,
        )

    def _on_finished(self, _result: int) -> None:
        self.dialog = None
