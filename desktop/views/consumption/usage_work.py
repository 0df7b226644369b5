"""Reads what the meters of the open contract counted, and shows it on its account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.tasks import Stale
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.services.consumption.view import AccountUsage


class UsageWork(QObject):
    """Asks beside the account's page, so that nobody waits for the bars."""

    def __init__(
        self,
        workplace: Workplace,
        show: Callable[[int, AccountUsage | None], None],
        failed: Callable[[UserError], None],
        parent: QObject,
        *,
        scope: str = "accounts.usage",
    ) -> None:
        """``show`` gets the contract and what its meters counted; the last question counts."""
        super().__init__(parent)
        self._workplace = workplace
        self._show = show
        self._failed = failed
        self._scope = scope

    def read(self, tenancy_id: int) -> None:
        """Read the meters of a contract."""
        from desktop.services.consumption.use_cases import account_usage

        def done(usage: AccountUsage) -> None:
            self._show(tenancy_id, usage)

        self._workplace.ask(
            account_usage,
            tenancy_id,
            done=done,
            failed=self._failed,
            scope=self._scope,
            stale=Stale.SKIP,
        )
