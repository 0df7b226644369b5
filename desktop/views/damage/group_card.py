"""Card *Gleiche Ursache*: who else of the house reported, or the group they are in already."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.case_status import CaseState
from desktop.services.damages.view import DamageView, GroupView, RelatedCase
from desktop.texts import ntr, tr
from desktop.texts.dates import day_month, near_moment
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.damage.short_button import ShortButton
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone

SHOWN = 12
"""So many reports are named; a lift can have more."""


class CaseLink(LinkButton):
    """A link to a case. ``asked`` carries its id."""

    asked = Signal(int)

    def __init__(self) -> None:
        """Start without a case."""
        super().__init__("")
        self._case_id = 0
        self.clicked.connect(lambda: self.asked.emit(self._case_id))

    def show_case(self, case: RelatedCase) -> None:
        """Lead to this one."""
        if case.case_id != self._case_id:
            # Who holds the button down meant the case that stood here.
            self.setDown(False)
        self._case_id = case.case_id
        done = tr("abgeschlossen") if case.state is CaseState.CLOSED else ""
        parts = (
            case.tenant_name or case.reference,
            case.unit_text,
            day_month(case.received_on),
            done,
        )
        text = shown(" · ".join(part for part in parts if part))
        self.setText(text)
        self.setAccessibleName(tr("Vorgang öffnen: {what}", what=text))


class GroupCard(Card):
    """``case_requested`` carries the id of a case that was clicked."""

    case_requested = Signal(int)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Gleiche Ursache"), count=0, parent=parent)
        wrap = Qt.TextFlag.TextWordWrap
        self.cause = TextLabel("", TextStyle.BODY, weight=500, wrap=wrap)
        self.about = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.more = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.join = ShortButton(tr("Zusammenfassen …"), actions[ActionId.GROUP])
        self.answer = ShortButton(tr("Allen antworten …"), actions[ActionId.GROUP_REPLY])
        self.leave = ShortButton(tr("Herausnehmen"), actions[ActionId.UNGROUP])
        self.body.addWidget(self.cause)
        self.body.addWidget(self.about)
        links = QVBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(theme.current().px(1))
        self.body.addLayout(links)
        self._rows = KeptRows(links)
        self.body.addWidget(self.more)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.answer, self.join, self.leave):
            flow.addWidget(button)
        self.body.addWidget(buttons)
        self._shown: tuple[int, GroupView | None, tuple[RelatedCase, ...]] | None = None
        self.hide()

    def show_group(self, damage: DamageView | None, case_id: int) -> None:
        """Show the group of a case, or the reports that may belong to it."""
        group = None if damage is None else damage.group
        similar = () if damage is None else damage.similar
        self.setVisible(group is not None or bool(similar))
        if self._shown == (case_id, group, similar) or self.isHidden():
            return
        self._shown = (case_id, group, similar)
        others = similar
        if group is not None:
            others = tuple(one for one in group.members if one.case_id != case_id)
        self.count.setText(str(len(others)))
        self.cause.setText("" if group is None else group.cause)
        self.cause.setVisible(group is not None)
        self.about.setText(_about(group, similar))
        self.answer.setVisible(group is not None)
        self.leave.setVisible(group is not None)
        self.join.setVisible(bool(similar))
        self._show_links(others)

    def _show_links(self, others: tuple[RelatedCase, ...]) -> None:
        self._rows.begin()
        for case in others[:SHOWN]:
            self._rows.take(self._new_link, Qt.AlignmentFlag.AlignLeft).show_case(case)
        self._rows.finish()
        left = len(others) - SHOWN
        self.more.setText(ntr("und {n} weitere", "und {n} weitere", left) if left > 0 else "")
        self.more.setVisible(left > 0)

    def _new_link(self) -> CaseLink:
        link = CaseLink()
        link.asked.connect(self.case_requested)
        return link


def _about(group: GroupView | None, similar: tuple[RelatedCase, ...]) -> str:
    more = ntr(
        "{n} weitere offene Meldung aus diesem Haus in den letzten 14 Tagen.",
        "{n} weitere offene Meldungen aus diesem Haus in den letzten 14 Tagen.",
        len(similar),
    )
    if group is None:
        return more
    made = tr(
        "Zusammengefasst von {name} am {moment}.",
        name=group.created_by,
        moment=near_moment(group.created_at),
    )
    answered = ""
    if group.settled_at is not None:
        answered = tr("Allen geantwortet am {moment}.", moment=near_moment(group.settled_at))
    return " ".join(part for part in (made, answered, more if similar else "") if part)
