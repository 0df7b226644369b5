"""One team: its name, whose it is, who belongs to it, and whether it gets cases."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from desktop.services.staff.companies import CompanyChoice
from desktop.services.teams.commands import SaveTeam
from desktop.services.teams.view import PersonOption, TeamView
from desktop.texts import tr
from desktop.views import theme
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card

LONGEST_NAME = 60
MEMBERS_HEIGHT = 150
_STAFF = Qt.ItemDataRole.UserRole


class TeamCard(Card):
    """Shows a team, or one that is being made. ``save_requested`` carries a ``SaveTeam``."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a team to be made."""
        super().__init__(tr("Team"), parent=parent)
        self._team: TeamView | None = None
        self._people: tuple[PersonOption, ...] = ()
        self._blocked = ""
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name des Teams"))
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft des Teams"))
        self.members = QListWidget()
        self.members.setAccessibleName(tr("Wer zum Team gehört"))
        self.members.setFixedHeight(theme.current().px(MEMBERS_HEIGHT))
        self.active = QCheckBox(tr("bekommt neue Vorgänge"))
        self.save = ActionButton(tr("Team speichern"), icon_name="save", variant=Variant.PRIMARY)
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Gilt für"), self.company)
        form.addRow(tr("Mitglieder"), self.members)
        form.addRow("", self.active)
        self.body.addLayout(form)
        self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.save.clicked.connect(self._on_save_clicked)
        self.company.currentIndexChanged.connect(self._on_company_changed)
        self.show_team(None)

    def allow(self, reason: str) -> None:
        """Say why nothing can be changed here; "" lets it be changed."""
        self._blocked = reason
        for widget in (self.name, self.active):
            widget.setEnabled(not reason)
        for field in (self.name, self.members, self.active):
            _say_why(field, reason)
        self.save.set_blocked(reason)
        self._show_company()

    def show_choices(
        self, companies: tuple[CompanyChoice, ...], people: tuple[PersonOption, ...]
    ) -> None:
        """Offer these companies and people."""
        self._people = people
        if self.company.count() != len(companies) + 1:
            self.company.clear()
            self.company.addItem(tr("alle Gesellschaften"), None)
            for one in companies:
                self.company.addItem(one.name, one.company_id)

    def show_team(self, team: TeamView | None) -> None:
        """Show a team; None for one that is to be made."""
        self._team = team
        self.title.setText(tr("Neues Team") if team is None else tr("Team {name}", name=team.name))
        self.name.setText("" if team is None else team.name)
        place = self.company.findData(None if team is None else team.company_id)
        self.company.setCurrentIndex(max(place, 0))
        self._show_company()
        self.active.setChecked(team is None or team.active)
        self._fill_members({one.staff_id for one in team.members} if team else set())

    def _show_company(self) -> None:
        """Only a new team can be given a company."""
        stays = "" if self._team is None else tr("Für wen ein Team da ist, bleibt, wie es ist.")
        self.company.setEnabled(not (self._blocked or stays))
        _say_why(self.company, self._blocked or stays)

    def _fill_members(self, chosen: set[int]) -> None:
        company_id = self.company.currentData()
        self.members.clear()
        rows = [
            (one.staff_id, one.name)
            for one in self._people
            if company_id is None or company_id in one.company_ids
        ]
        offered = {staff_id for staff_id, _name in rows}
        rows += [
            (one.staff_id, tr("{name} (nicht aktiv)", name=one.name))
            for one in (self._team.members if self._team else ())
            if one.staff_id not in offered
        ]
        for staff_id, name in rows:
            item = QListWidgetItem(name, self.members)
            item.setData(_STAFF, staff_id)
            ticked = Qt.CheckState.Checked if staff_id in chosen else Qt.CheckState.Unchecked
            if not self._blocked:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            else:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(ticked)
        self.members.setCurrentRow(0)

    def _ticked(self) -> frozenset[int]:
        items = [self.members.item(place) for place in range(self.members.count())]
        return frozenset(
            item.data(_STAFF) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _on_company_changed(self) -> None:
        if self._team is None:
            self._fill_members(set(self._ticked()))

    def _on_save_clicked(self) -> None:
        team = self._team
        self.save_requested.emit(
            SaveTeam(
                team_id=None if team is None else team.team_id,
                expected_version=0 if team is None else team.version,
                company_id=self.company.currentData() if team is None else team.company_id,
                name=self.name.text(),
                member_ids=self._ticked(),
                active=self.active.isChecked(),
            )
        )


def _say_why(field: QWidget, reason: str) -> None:
    """Tell a pointer and a screen reader why a field cannot be changed; "" that it can."""
    field.setToolTip(reason)
    field.setAccessibleDescription(reason)
