"""One person, and what ending or allowing the access would do: said before it is done."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.teams.people import LeavingPlan, PersonView
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.texts.people import leaving_text, role_text
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone


class PersonCard(Card):
    """The signals carry the key of the person."""

    end_requested = Signal(int)
    allow_requested = Signal(int)
    change_requested = Signal(int)
    reset_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nobody."""
        super().__init__(tr("Niemand gewählt"), parent=parent)
        self._person: PersonView | None = None
        wrap = Qt.TextFlag.TextWordWrap
        self.who = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=wrap)
        self.consequence = TextLabel("", TextStyle.BODY, wrap=wrap)
        self.where = TextLabel("", TextStyle.BODY_STRONG, wrap=wrap)
        self.end = ActionButton(tr("Zugang abschalten"), variant=Variant.DANGER, icon_name="user-x")
        self.allow = ActionButton(tr("Wieder zulassen"), icon_name="user-plus")
        self.change = ActionButton(tr("Ändern"), icon_name="settings")
        self.reset = ActionButton(tr("Kennwort zurücksetzen"), icon_name="key-round")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.current().space(2))
        buttons.addWidget(self.change)
        buttons.addWidget(self.reset)
        buttons.addWidget(self.end)
        buttons.addWidget(self.allow)
        buttons.addStretch(1)
        for widget in (self.who, self.consequence, self.where):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.end.clicked.connect(self._on_end_clicked)
        self.allow.clicked.connect(self._on_allow_clicked)
        self.change.clicked.connect(self._on_change_clicked)
        self.reset.clicked.connect(self._on_reset_clicked)
        self.show_person(None)

    def show_person(self, person: PersonView | None) -> None:
        """Show somebody; where the cases go, ``show_plan`` tells, and it stays for the same one."""
        before, self._person = self._person, person
        if person is not None and before is not None and _is_as(person, before):
            return
        self.where.hide()
        self.end.setVisible(person is not None and person.active)
        self.allow.setVisible(person is not None and not person.active)
        self.change.setVisible(person is not None)
        self.reset.setVisible(person is not None and person.active)
        if person is None:
            self.title.setText(tr("Niemand gewählt"))
            self.who.setText(tr("Wählen Sie oben eine Person."))
            self.consequence.hide()
            return
        self.title.setText(person.name)
        companies = ", ".join(person.companies)
        parts = [person.login, role_text(person.role), companies]
        if person.once_until is not None:
            parts.append(tr("Einmal-Kennwort bis {until}", until=full_moment(person.once_until)))
        self.who.setText(" · ".join(parts))
        self.reset.set_blocked(
            tr("Das eigene Kennwort ändern Sie oben rechts im Menü.") if person.is_self else ""
        )
        self.consequence.setText(_consequence(person))
        self.consequence.show()
        self.end.set_blocked(
            tr("Das eigene Konto schaltet niemand selbst ab.")
            if person.is_self
            else tr("Es wird noch nachgesehen, wohin die Vorgänge gehen.")
        )

    def show_plan(self, plan: LeavingPlan) -> None:
        """Say how many cases go where; only then can the access be ended."""
        person = self._person
        if person is None or person.staff_id != plan.staff_id or not person.active:
            return
        if person.is_self:
            return
        places = [(one.team, one.cases) for one in plan.destinations]
        self.where.setText(leaving_text(plan.cases, places))
        self.where.show()
        self.end.set_blocked("")

    def _on_end_clicked(self) -> None:
        if self._person is not None:
            self.end_requested.emit(self._person.staff_id)

    def _on_allow_clicked(self) -> None:
        if self._person is not None:
            self.allow_requested.emit(self._person.staff_id)

    def _on_change_clicked(self) -> None:
        if self._person is not None:
            self.change_requested.emit(self._person.staff_id)

    def _on_reset_clicked(self) -> None:
        if self._person is not None:
            self.reset_requested.emit(self._person.staff_id)


def _is_as(person: PersonView, before: PersonView) -> bool:
    """Whether the card would show the same, the number of cases aside."""
    return replace(person, open_cases=before.open_cases) == before


def _consequence(person: PersonView) -> str:
    if person.is_self:
        return tr("Das eigene Konto schaltet niemand selbst ab.")
    if person.active:
        return tr(
            "Wer abgeschaltet ist, kann sich nicht mehr anmelden und bekommt nichts Neues. Offene "
            "Vorgänge bleiben bei ihrem Team oder gehen an das Team der Regel; gibt es keines, "
            "stehen sie unter „Nicht zugewiesen“. Die Teamleitung bekommt eine Mitteilung. "
            "Nachrichten, Notizen und Entscheidungen bleiben."
        )
    return tr(
        "Wer wieder zugelassen wird, meldet sich mit dem bisherigen Kennwort an und bekommt nach "
        "den Regeln wieder Vorgänge. Die abgegebenen kommen nicht zurück."
    )
