"""Company, category and property: who would get such a case, and the rule for exactly these."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QWidget

from desktop.services.staff.companies import CompanyChoice
from desktop.services.teams.commands import Question, RemoveRule, SaveRule
from desktop.services.teams.view import House, RoutingBook, RuleView, WhoGets
from desktop.texts import tr
from desktop.views.administration.house_field import HouseField
from desktop.views.administration.routing_words import reason_words, receiver_words
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone, line

_EMPTY = RoutingBook((), (), (), ())


class RoutingCard(Card):
    """Answers while one chooses.

    ``asked`` carries a ``Question``, ``save_requested`` and ``remove_requested`` what the services
    take, ``house_sought`` company and text.
    """

    asked = Signal(object)
    save_requested = Signal(object)
    remove_requested = Signal(object)
    house_sought = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to choose from."""
        super().__init__(tr("Wer bekäme das?"), parent=parent)
        self._book = _EMPTY
        self._denied = ""
        self.company = _box(tr("Gesellschaft"))
        self.category = _box(tr("Kategorie"))
        self.house = HouseField()
        self.receiver = TextLabel("", TextStyle.BODY_STRONG)
        self.reason = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.team = _box(tr("Team der Regel"))
        self.person = _box(tr("Person der Regel"))
        self.save = ActionButton(tr("Regel speichern"), icon_name="save", variant=Variant.PRIMARY)
        self.remove = ActionButton(tr("Regel entfernen"), icon_name="trash-2")
        self._lay_out()
        self.company.currentIndexChanged.connect(self._on_company_changed)
        self.category.currentIndexChanged.connect(self._ask)
        self.house.chosen.connect(self._ask)
        self.house.sought.connect(self._on_house_sought)
        self.team.currentIndexChanged.connect(self._on_team_changed)
        self.save.clicked.connect(self._on_save_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)

    def _lay_out(self) -> None:
        question = QFormLayout()
        question.addRow(tr("Gesellschaft"), self.company)
        question.addRow(tr("Kategorie"), self.category)
        question.addRow(tr("Objekt"), self.house)
        rule = QFormLayout()
        rule.addRow(tr("Team"), self.team)
        rule.addRow(tr("Person"), self.person)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self.body.addLayout(question)
        self.body.addWidget(self.receiver)
        self.body.addWidget(self.reason)
        self.body.addWidget(line())
        self.body.addWidget(TextLabel(tr("Regel für genau diese Auswahl"), TextStyle.BODY_STRONG))
        self.body.addLayout(rule)
        self.body.addLayout(buttons)

    def deny(self, reason: str) -> None:
        """Say why rules cannot be changed; "" lets them be changed."""
        self._denied = reason
        self._show_steps()

    def show_book(self, companies: tuple[CompanyChoice, ...], book: RoutingBook) -> None:
        """Offer what is there now; what was chosen stays chosen where it is still there."""
        self._book = book
        if self.company.count() != len(companies):
            _fill(self.company, [(one.name, one.company_id) for one in companies])
        self._fill_categories()
        self._fill_teams()
        self._ask()

    def show_rule(self, rule: RuleView) -> None:
        """Choose what a rule is about."""
        self.company.setCurrentIndex(max(self.company.findData(rule.company_id), 0))
        self.category.setCurrentIndex(max(self.category.findData(rule.category_id), 0))
        house = None
        if rule.property_id is not None:
            house = House(rule.property_id, rule.company_id, rule.house)
        self.house.show_house(house)
        self._ask()

    def show_answer(self, answer: WhoGets) -> None:
        """Show who would get it, and why."""
        self.receiver.setText(receiver_words(answer))
        self.reason.setText("\n".join(reason_words(answer)))
        self.receiver.setAccessibleName(tr("Bekommt: {receiver}", receiver=receiver_words(answer)))

    def question(self) -> Question | None:
        """What is chosen; None where there is no company."""
        company_id = self.company.currentData()
        if company_id is None:
            return None
        return Question(company_id, self.category.currentData(), self.house.property_id)

    def rule(self) -> RuleView | None:
        """The rule for exactly what is chosen; None where there is none."""
        asked = self.question()
        if asked is None:
            return None
        chosen = (asked.company_id, asked.category_id, asked.property_id)
        return next(
            (
                one
                for one in self._book.rules
                if (one.company_id, one.category_id, one.property_id) == chosen
            ),
            None,
        )

    def _ask(self) -> None:
        asked = self.question()
        if asked is not None:
            self._show_rule_there()
            self.asked.emit(asked)

    def _show_rule_there(self) -> None:
        rule = self.rule()
        if rule is not None:
            self.team.setCurrentIndex(self.team.findData(rule.team_id))
            self._fill_people(rule.staff_id)
        self._show_steps()

    def _show_steps(self) -> None:
        no_team = "" if self.team.currentData() is not None else tr("Bitte wählen Sie ein Team.")
        no_rule = "" if self.rule() is not None else tr("Für diese Auswahl gibt es keine Regel.")
        for field in (self.team, self.person):
            field.setEnabled(not self._denied)
            field.setToolTip(self._denied)
            field.setAccessibleDescription(self._denied)
        self.save.set_blocked(self._denied or no_team)
        self.remove.set_blocked(self._denied or no_rule)

    def _fill_categories(self) -> None:
        company_id = self.company.currentData()
        rows: list[tuple[str, int | None]] = [(tr("alle Kategorien"), None)]
        rows += [
            (one.name, one.category_id)
            for one in self._book.categories
            if one.company_id in (None, company_id)
        ]
        _fill(self.category, rows)

    def _fill_teams(self) -> None:
        company_id = self.company.currentData()
        _fill(
            self.team,
            [
                (one.name, one.team_id)
                for one in self._book.teams
                if one.active and one.company_id in (None, company_id)
            ],
        )
        self._fill_people(self.person.currentData())

    def _fill_people(self, chosen: int | None) -> None:
        team_id = self.team.currentData()
        team = next((one for one in self._book.teams if one.team_id == team_id), None)
        rows: list[tuple[str, int | None]] = [(tr("niemand, das Team teilt sich die Arbeit"), None)]
        if team is not None:
            rows += [(one.name, one.staff_id) for one in team.members if one.counts]
        _fill(self.person, rows)
        self.person.setCurrentIndex(max(self.person.findData(chosen), 0))

    def _on_company_changed(self) -> None:
        self.house.show_house(None)
        self._fill_categories()
        self._fill_teams()
        self._ask()

    def _on_team_changed(self) -> None:
        self._fill_people(self.person.currentData())
        self._show_steps()

    def _on_house_sought(self, text: str) -> None:
        company_id = self.company.currentData()
        if company_id is not None:
            self.house_sought.emit(company_id, text)

    def _on_save_clicked(self) -> None:
        asked, rule = self.question(), self.rule()
        if asked is None or self.team.currentData() is None:
            return
        self.save_requested.emit(
            SaveRule(
                company_id=asked.company_id,
                category_id=asked.category_id,
                property_id=asked.property_id,
                team_id=self.team.currentData(),
                staff_id=self.person.currentData(),
                expected_version=0 if rule is None else rule.version,
            )
        )

    def _on_remove_clicked(self) -> None:
        rule = self.rule()
        if rule is not None:
            self.remove_requested.emit(RemoveRule(rule.rule_id, rule.version))


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    return box


def _fill(box: QComboBox, rows: list[tuple[str, int]] | list[tuple[str, int | None]]) -> None:
    """Offer these; the same stays chosen, without a word to anybody."""
    before = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in rows:
        box.addItem(text, data)
    place = box.findData(before)
    box.setCurrentIndex(place if place >= 0 else (0 if rows else -1))
    box.blockSignals(False)
