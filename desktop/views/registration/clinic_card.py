"""Card *Registrierung*: letters, what the portal reported, what the tenant says, why it fails."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.registration_reasons import Hint
from desktop.services.registration.clinic_view import (
    ClinicParty,
    ClinicView,
    Examination,
    ReportedAttempt,
)
from desktop.texts import tr
from desktop.texts.dates import near_moment
from desktop.texts.foreign import shown
from desktop.texts.registration import account_state_text, hint_title, place_text
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.registration.hint_rows import HintRows
from desktop.views.registration.letter_rows import LetterRows
from desktop.views.registration.told_form import ToldForm
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone, line

_WRAP = Qt.TextFlag.TextWordWrap


class ClinicCard(Card):
    """The clinic of a case. ``asked`` fires when something was told or another party is chosen."""

    asked = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Registrierung"), parent=parent)
        self._clinic: ClinicView | None = None
        self._today = date.min
        self.person = QComboBox()
        self.person.setAccessibleName(tr("Person"))
        self.state = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.letters = LetterRows()
        self.form = ToldForm()
        self.promise = TextLabel(
            tr(
                "Was Sie hier eingeben, wird nirgends gespeichert. Fragen Sie nie nach Kennwörtern."
            ),
            TextStyle.SMALL,
            Tone.MUTED,
            wrap=_WRAP,
        )
        self.hints = HintRows()
        self.clear = ActionButton(
            tr("Leeren"), variant=Variant.QUIET, size=ButtonSize.SMALL, icon_name="x"
        )
        self._build(actions)
        self.person.activated.connect(self._on_person_chosen)
        self.form.told.connect(self.asked)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.form.send_keys.pressed.connect(actions[ActionId.CLINIC_REPLY].trigger)
        self.hints.copy_requested.connect(actions[ActionId.CLINIC_COPY].trigger)
        self.hide()

    def _build(self, actions: Actions) -> None:
        now = theme.current()
        who = QHBoxLayout()
        who.setSpacing(now.px(9))
        who.addWidget(self.person)
        who.addWidget(self.state, 1)
        reports = QVBoxLayout()
        reports.setSpacing(now.px(2))
        self._reports = KeptRows(reports)
        foot = FlowLayout()
        for icon_name, action_id in (
            ("reply", ActionId.CLINIC_REPLY),
            ("phone", ActionId.CLINIC_COPY),
            ("mail", ActionId.CLINIC_LETTERS),
            ("key-round", ActionId.NEW_CODE),
        ):
            action = actions[action_id]
            button = ActionButton(action.text(), icon_name=icon_name, size=ButtonSize.SMALL)
            button.bind(action)
            foot.addWidget(button)
        foot.addWidget(self.clear)
        self.body.setSpacing(now.px(6))
        self.body.addLayout(who)
        self.body.addWidget(self.letters)
        self.body.addLayout(reports)
        self.body.addWidget(line())
        self.body.addWidget(self.form)
        self.body.addWidget(self.promise)
        # Below what is typed, so that it is in sight while somebody types, in large letters too.
        self.body.addWidget(self.hints)
        self.body.addLayout(foot)

    def show_clinic(self, clinic: ClinicView | None, today: date) -> None:
        """Show the clinic of a case; what was told stays as long as it is the same case."""
        former, self._clinic = self._clinic, clinic
        same = clinic is not None and former is not None and former.case_id == clinic.case_id
        self.setVisible(clinic is not None)
        if not same:
            self.form.forget()
        if clinic is None:
            return
        self._today = today
        self._offer(clinic, self.person.currentData() if same else clinic.chosen_id)
        self._show_party()
        self._show_reports(clinic)

    def _offer(self, clinic: ClinicView, chosen: object) -> None:
        offered = [(shown(party.name), party.tenant_id) for party in clinic.parties]
        places = range(self.person.count())
        if offered != [(self.person.itemText(at), self.person.itemData(at)) for at in places]:
            self.person.clear()
            for name, tenant_id in offered:
                self.person.addItem(name, tenant_id)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.setVisible(len(offered) > 1)

    def party(self) -> ClinicParty | None:
        """Whose registration it is."""
        clinic = self._clinic
        return None if clinic is None else clinic.party(self.person.currentData())

    def standing(self) -> Examination | None:
        """What is known before the tenant has told anything: the newest report, or the account."""
        clinic, party = self._clinic, self.party()
        if clinic is None or party is None:
            return None
        reported = (one.examination for one in clinic.reports)
        own = (one for one in reported if one.tenant_id == party.tenant_id)
        return next(own, party.at_rest)

    def show_examination(self, examination: Examination) -> None:
        """Show why it fails."""
        nothing = ""
        if self.form.is_empty():
            nothing = tr("Geben Sie ein, was die Person eingetippt hat oder was nicht gelingt.")
        self.hints.show_examination(examination, nothing)

    def forget(self) -> None:
        """Forget everything that was told."""
        self.form.forget()

    def _show_party(self) -> None:
        party = self.party()
        if party is None:
            return
        self.state.setText(account_state_text(party.state))
        self.letters.show_party(party, self._today)
        self.form.show_party(party)

    def _show_reports(self, clinic: ClinicView) -> None:
        self._reports.begin()
        for report in clinic.reports:
            self._reports.take(_report_label).setText(report_text(report))
        self._reports.finish()

    def report_texts(self) -> list[str]:
        """What is said of the reports, the newest first."""
        return [row.text() for row in self._reports.taken() if isinstance(row, TextLabel)]

    def _on_person_chosen(self) -> None:
        """What was told was told of another person."""
        self.form.forget()
        self._show_party()
        self.asked.emit()

    def _on_clear_clicked(self) -> None:
        self.form.forget()
        self.form.code.setFocus()
        self.asked.emit()


def _report_label() -> TextLabel:
    return TextLabel("", TextStyle.SMALL, wrap=_WRAP)


def report_text(report: ReportedAttempt) -> str:
    """Return what the portal reported: a reason we know, else its own word as it is."""
    said = tr("„{word}“", word=report.word or tr("ohne Grund"))
    if report.reason is not None:
        said = hint_title(Hint(report.reason))
    when, where = near_moment(report.at), place_text(report.channel)
    if not report.masked_input:
        return tr("Portal meldet {when}, {where}: {said}", when=when, where=where, said=said)
    return tr(
        "Portal meldet {when}, {where}: {said}; eingegeben {masked}",
        when=when,
        where=where,
        said=said,
        masked=report.masked_input,
    )
