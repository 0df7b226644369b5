"""Says that somebody has begun to register, and that a new code is not what is missing."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_reasons import Hint, Reason
from desktop.services.registration.view import PartyOptions
from desktop.texts import tr
from desktop.texts.accounts import day_of
from desktop.texts.foreign import shown
from desktop.texts.registration_answers import answer
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_MISSING = (
    Reason.ACTIVATION_NOT_CLICKED,
    Reason.ACTIVATION_SPAM,
    Reason.ACTIVATION_WRONG_ADDRESS,
)


class BegunNotice(InPlaceMessage):
    """A warning in the dialog for a new code; hidden for who has not begun to register."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MessageKind.WARNING, "", parent=parent)
        self.copy = self.add_button(tr("Telefontext kopieren"))
        self.copy.clicked.connect(self._on_copy_clicked)
        self._told = ""

    def show_party(self, party: PartyOptions | None) -> None:
        """Tell of one person; of nobody where there is nothing to tell."""
        begun = party is not None and party.account_state is PortalAccountState.REGISTERED
        self.setVisible(begun)
        if party is None or not begun:
            return
        hints = [Hint(reason) for reason in _MISSING]
        self._told = "\n\n".join(answer(hints, surname="", valid=None, promised=False))
        self.show_message(MessageKind.WARNING, _title(party), _detail(party))

    def _on_copy_clicked(self) -> None:
        """What helps instead, to be said or written to the tenant."""
        QGuiApplication.clipboard().setText(self._told)


def _title(party: PartyOptions) -> str:
    if party.registered_at is None:
        return tr("{name} hat die Registrierung schon begonnen", name=shown(party.name))
    return tr(
        "{name} hat die Registrierung am {date} begonnen",
        name=shown(party.name),
        date=day_of(party.registered_at),
    )


def _detail(party: PartyOptions) -> str:
    mail = tr("Es fehlt nur der Klick auf den Link in der Aktivierungsmail.")
    if party.portal_email:
        mail = tr(
            "Es fehlt nur der Klick auf den Link in der Aktivierungsmail an {email}.",
            email=shown(party.portal_email),
        )
    return " ".join(
        (
            mail,
            tr("Meist genügt der Hinweis darauf, auch auf den Spam-Ordner."),
            tr(
                "Ein neuer Code hilft nur, wenn die E-Mail-Adresse falsch oder fremd ist: Der "
                "verwendete Code bleibt verbraucht, und die Registrierung beginnt von vorn."
            ),
        )
    )
