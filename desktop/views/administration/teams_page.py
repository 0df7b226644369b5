"""Area *Teams & Verteilung*: teams, rules, and beside them who would get a case."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.staff.access import Permission, allows
from desktop.services.teams.commands import Question, RemoveRule, SaveRule, SaveTeam
from desktop.services.teams.editing import save_team
from desktop.services.teams.houses import find_houses
from desktop.services.teams.reading import routing_book, who_would_get
from desktop.services.teams.rules import remove_rule, save_rule
from desktop.services.teams.view import FoundHouses, RoutingBook, RuleView, TeamView
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.routing_card import RoutingCard
from desktop.views.administration.routing_words import rule_words
from desktop.views.administration.team_card import TeamCard
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

LEFT_WIDTH = 320
RING_ROOM = 4
"""Pixels at 100 %."""
LARGE_FROM_PERCENT = 140
BELOW_FROM_PERCENT = 175
_TEAM = Qt.ItemDataRole.UserRole
_SEES = frozenset({ChangeKind.TEAM, ChangeKind.STAFF, ChangeKind.CATEGORY})


class TeamsPage(QWidget):
    """Whoever may read it sees all; only an administrator changes something."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._book = RoutingBook((), (), (), ())
        self._team_id: int | None = None
        self.title = TextLabel(tr("Teams & Verteilung"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.read_only = InPlaceMessage(
            MessageKind.INFO,
            tr("Nur zum Ansehen"),
            tr(
                "Teams und Regeln ändern Personen mit der Rolle Administration. Ausprobieren, wer "
                "einen Vorgang bekommt, können Sie selbst."
            ),
        )
        self.add = ActionButton(tr("Neues Team"), icon_name="plus")
        self.teams = QListWidget()
        self.teams.setAccessibleName(tr("Teams"))
        self.teams.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.team_card = TeamCard()
        self.rules = QTableWidget(0, 4)
        self.routing = RoutingCard()
        self._dress_rules()
        self._lay_out()
        self._connect()
        denied = "" if self._administers() else tr("Dafür fehlt Ihnen das Recht.")
        self.add.set_blocked(denied)
        self.team_card.allow(denied)
        self.read_only.setVisible(bool(denied))
        self.routing.deny(denied)
        self.setFocusProxy(self.teams)

    def _administers(self) -> bool:
        return allows(self._workplace.actor, Permission.ADMINISTER)

    def _dress_rules(self) -> None:
        self.rules.setAccessibleName(tr("Regeln"))
        self.rules.setHorizontalHeaderLabels(
            [tr("Gilt für"), tr("Team"), tr("Person"), tr("Gesellschaft")]
        )
        self.rules.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rules.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.rules.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.rules.setTabKeyNavigation(False)
        self.rules.verticalHeader().hide()
        head = self.rules.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        now = theme.current()
        title = QHBoxLayout()
        title.setContentsMargins(now.px(RING_ROOM), 0, 0, 0)
        title.addWidget(self.title)
        title.addSpacing(now.space(3))
        title.addWidget(self.summary, 1)
        left = QVBoxLayout()
        left.addWidget(self.add)
        left.addWidget(self.teams, 1)
        left.addWidget(self.team_card)
        left_box = QWidget()
        left_box.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(now.space(2))
        left_box.setMinimumWidth(now.px(LEFT_WIDTH))
        right = QVBoxLayout()
        right.setSpacing(now.space(2))
        right.addWidget(self.rules, 1)
        right.addWidget(self.routing)
        middle = self._middle = QHBoxLayout()
        # Room for the focus ring, which the scrolled area would cut.
        middle.setContentsMargins(*(now.px(RING_ROOM),) * 2, now.space(2), now.px(RING_ROOM))
        middle.setSpacing(now.space(4))
        middle.addWidget(left_box)
        middle.addLayout(right, 1)
        content = QWidget()
        content.setLayout(middle)
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("Teams & Verteilung"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidget(content)
        self.teams.setMinimumHeight(now.px(120))
        self.rules.setMinimumHeight(now.px(160))
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        self._share_width()
        column.addLayout(title)
        column.addWidget(self.read_only)
        column.addWidget(self.message)
        column.addWidget(self.area, 1)

    def _share_width(self) -> None:
        """With large letters columns are cut, and rules stand below: nobody scrolls sideways."""
        head = self.rules.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if theme.current().percent >= LARGE_FROM_PERCENT:
            head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        below = theme.current().percent >= BELOW_FROM_PERCENT
        self._middle.setDirection(
            QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_middle"):
            self._share_width()

    def _connect(self) -> None:
        self.add.clicked.connect(self._on_add_clicked)
        self.teams.currentItemChanged.connect(self._on_team_chosen)
        self.team_card.save_requested.connect(self._on_save_team)
        self.rules.currentCellChanged.connect(self._on_rule_chosen)
        self.routing.asked.connect(self._on_asked)
        self.routing.save_requested.connect(self._on_save_rule)
        self.routing.remove_requested.connect(self._on_remove_rule)
        self.routing.house_sought.connect(self._on_house_sought)
        self._workplace.changed.connect(self._on_workplace_changed)

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the teams, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read teams and rules again."""
        self._workplace.ask(
            routing_book,
            done=self._show,
            failed=self._on_failed,
            scope="routing_book",
            stale=Stale.SKIP,
        )

    def _show(self, book: RoutingBook) -> None:
        before, self._book = self._book, book
        teams = ntr("{n} Team", "{n} Teams", sum(one.active for one in book.teams))
        rules = ntr("{n} Regel", "{n} Regeln", len(book.rules))
        self.summary.setText(f"{teams} · {rules}")
        companies = self._workplace.companies
        self.team_card.show_choices(companies, book.people)
        self._fill_teams(changed=before.teams != book.teams or before.people != book.people)
        self._fill_rules()
        self.routing.show_book(companies, book)

    def _fill_teams(self, *, changed: bool) -> None:
        self.teams.blockSignals(True)
        self.teams.clear()
        for team in self._book.teams:
            item = QListWidgetItem(_team_words(team), self.teams)
            item.setData(_TEAM, team.team_id)
            item.setToolTip(item.text())
            if team.team_id == self._team_id:
                self.teams.setCurrentItem(item)
        self.teams.blockSignals(False)
        if changed:
            self.team_card.show_team(self._team())

    def _team(self) -> TeamView | None:
        return next((one for one in self._book.teams if one.team_id == self._team_id), None)

    def _fill_rules(self) -> None:
        row = self.rules.currentRow()
        self.rules.blockSignals(True)
        self.rules.setRowCount(len(self._book.rules))
        for place, rule in enumerate(self._book.rules):
            for column, text in enumerate(_rule_cells(rule)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.rules.setItem(place, column, item)
        if 0 <= row < self.rules.rowCount():
            self.rules.setCurrentCell(row, 0)
        self.rules.blockSignals(False)

    def _on_add_clicked(self) -> None:
        self._team_id = None
        self.teams.setCurrentRow(-1)
        self.team_card.show_team(None)
        self.team_card.name.setFocus()

    def _on_team_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._team_id = item.data(_TEAM)
            self.team_card.show_team(self._team())

    def _on_rule_chosen(self, row: int) -> None:
        if 0 <= row < len(self._book.rules):
            self.routing.show_rule(self._book.rules[row])

    def _on_asked(self, question: Question) -> None:
        self._workplace.ask(
            who_would_get,
            question,
            done=self.routing.show_answer,
            failed=self._on_failed,
            scope="routing_answer",
            stale=Stale.SKIP,
        )

    def _on_house_sought(self, company_id: int, text: str) -> None:
        self._workplace.ask(
            find_houses,
            company_id,
            text,
            done=partial(self._on_houses_found, text),
            failed=self._on_failed,
            scope="routing_houses",
            stale=Stale.SKIP,
        )

    def _on_houses_found(self, text: str, found: FoundHouses) -> None:
        self.routing.house.show_found(text, found)

    def _on_save_team(self, command: SaveTeam) -> None:
        self._workplace.ask(save_team, command, done=self._on_team_saved, failed=self._on_failed)

    def _on_team_saved(self, team_id: int) -> None:
        self._team_id = team_id
        self._say(MessageKind.OK, tr("Das Team ist gespeichert."))
        self.refresh()

    def _on_save_rule(self, command: SaveRule) -> None:
        self._workplace.ask(save_rule, command, done=self._on_rule_saved, failed=self._on_failed)

    def _on_rule_saved(self, _rule_id: int) -> None:
        self._say(MessageKind.OK, tr("Die Regel ist gespeichert. Sie gilt für neue Vorgänge."))
        self.refresh()

    def _on_remove_rule(self, command: RemoveRule) -> None:
        self._workplace.ask(
            remove_rule, command, done=self._on_rule_removed, failed=self._on_failed
        )

    def _on_rule_removed(self, back: SaveRule) -> None:
        self._say(MessageKind.OK, tr("Die Regel ist entfernt."))
        undo = self.message.add_button(tr("Rückgängig"))
        undo.clicked.connect(partial(self._on_save_rule, back))
        self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str) -> None:
        self.message.clear_buttons()
        self.message.show_message(kind, title)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind in _SEES for one in changes):
            self.refresh()


def _team_words(team: TeamView) -> str:
    words = [team.name, *([team.company_tag] if team.company_tag else ())]
    words.append(ntr("{n} Person", "{n} Personen", len(team.members)))
    words.append(ntr("{n} offen", "{n} offen", team.open_cases))
    if not team.active:
        words.append(tr("stillgelegt"))
    return " · ".join(words)


def _rule_cells(rule: RuleView) -> tuple[str, str, str, str]:
    team = rule.team if rule.team_counts else tr("{name} (stillgelegt)", name=rule.team)
    person = rule.person or "–"
    if rule.person and not rule.person_counts:
        person = tr("{name} (nicht aktiv)", name=rule.person)
    return rule_words(rule), team, person, rule.company_tag
