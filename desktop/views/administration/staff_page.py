"""Area *Mitarbeitende*: who works here, with which rights, and whose access ends or begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.staff.editing import ChangeStaff, StaffForm, change_staff, create_staff
from desktop.services.staff.passwords import OnceAccess, ResetPassword, reset_password
from desktop.services.teams.commands import ActivateStaff, DeactivateStaff
from desktop.services.teams.leaving import activate_staff, deactivate_staff
from desktop.services.teams.people import PersonView, leaving_plan, list_staff
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.texts.people import role_text, shared_database_text
from desktop.views import theme
from desktop.views.administration.once_card import OnceCard
from desktop.views.administration.person_card import PersonCard
from desktop.views.administration.person_editor import PersonEditor
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.reading_table import ReadingTable
from desktop.views.workplace import Workplace

_TEAMS, _CASES = 2, 3
_SEES = frozenset({ChangeKind.STAFF, ChangeKind.TEAM, ChangeKind.CASE})


class StaffPage(QWidget):
    """Everybody in a table, the chosen person below it."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._people: tuple[PersonView, ...] = ()
        self._chosen: int | None = None
        self.title = TextLabel(tr("Mitarbeitende"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.table = ReadingTable(
            tr("Mitarbeitende"),
            [tr("Name"), tr("Rolle"), tr("Teams"), tr("Offene Vorgänge"), tr("Zugang")],
            wide=_TEAMS,
        )
        self.card = PersonCard()
        self.editor = PersonEditor(workplace.companies)
        self.once = OnceCard()
        self.new = ActionButton(tr("Neue Person"), icon_name="user-plus")
        self.reach = TextLabel(
            shared_database_text() if workplace.shares_its_database else "",
            TextStyle.SMALL,
            Tone.SECONDARY,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        self._lay_out()
        self.table.currentCellChanged.connect(self._on_table_current_cell_changed)
        self.card.end_requested.connect(self._on_card_end_requested)
        self.card.allow_requested.connect(self._on_card_allow_requested)
        self.card.change_requested.connect(self._on_card_change_requested)
        self.card.reset_requested.connect(self._on_card_reset_requested)
        self.editor.create_requested.connect(self._on_editor_create_requested)
        self.editor.change_requested.connect(self._on_editor_change_requested)
        self.editor.closed.connect(self._on_editor_closed)
        self.once.closed.connect(self._on_once_closed)
        self.new.clicked.connect(self._on_new_clicked)
        workplace.changed.connect(self._on_workplace_changed)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        now = theme.current()
        title = QHBoxLayout()
        title.addWidget(self.title)
        title.addSpacing(now.space(3))
        title.addWidget(self.summary, 1)
        title.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(title)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addWidget(self.once)
        column.addWidget(self.card)
        column.addWidget(self.editor)
        column.addWidget(self.reach)
        self.reach.setVisible(self._workplace.shares_its_database)
        self.editor.hide()

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show everybody, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read people and their cases again."""
        self._workplace.ask(
            list_staff,
            done=self._show,
            failed=self._on_failed,
            scope="staff",
            stale=Stale.SKIP,
        )

    def _show(self, people: tuple[PersonView, ...]) -> None:
        self._people = people
        active = sum(one.active for one in people)
        off = len(people) - active
        words = [ntr("{n} Person", "{n} Personen", active)]
        if off:
            words.append(tr("{n} abgeschaltet", n=off))
        self.summary.setText(" · ".join(words))
        table = self.table
        table.blockSignals(True)
        table.show_rows([_cells(person) for person in people])
        for row in range(len(people)):
            table.cell(row, _CASES).setTextAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        keys = [one.staff_id for one in people]
        row = keys.index(self._chosen) if self._chosen in keys else 0
        table.setCurrentCell(row if people else -1, 0)
        table.blockSignals(False)
        self._choose(row)

    def _choose(self, row: int) -> None:
        person = self._people[row] if 0 <= row < len(self._people) else None
        before, self._chosen = self._chosen, None if person is None else person.staff_id
        if before != self._chosen:
            self.once.forget()
        self.card.show_person(person)
        if person is not None and person.active:
            self._workplace.ask(
                leaving_plan,
                person.staff_id,
                done=self.card.show_plan,
                failed=self._on_failed,
                scope="leaving_plan",
                stale=Stale.SKIP,
            )

    def _on_table_current_cell_changed(self, row: int) -> None:
        self._choose(row)

    def _on_card_end_requested(self, staff_id: int) -> None:
        self._workplace.ask(
            deactivate_staff,
            DeactivateStaff(staff_id),
            done=lambda cases: self._on_ended(staff_id, cases),
            failed=self._on_failed,
        )

    def _on_ended(self, staff_id: int, cases: int) -> None:
        name = self._name(staff_id)
        detail = ntr("{n} Vorgang ist abgegeben.", "{n} Vorgänge sind abgegeben.", cases)
        self._say(MessageKind.OK, tr("{name} ist abgeschaltet.", name=name), detail)
        self.refresh()

    def _on_card_allow_requested(self, staff_id: int) -> None:
        self._workplace.ask(
            activate_staff,
            ActivateStaff(staff_id),
            done=lambda _: self._on_allowed(staff_id),
            failed=self._on_failed,
        )

    def _on_allowed(self, staff_id: int) -> None:
        name = self._name(staff_id)
        self._say(MessageKind.OK, tr("{name} ist wieder zugelassen.", name=name))
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """A password stays on no page that nobody looks at."""
        super().hideEvent(event)
        self.once.forget()

    def _on_new_clicked(self) -> None:
        self.editor.show_person(None)
        self._edit()

    def _on_card_change_requested(self, staff_id: int) -> None:
        self.editor.show_person(self._person(staff_id))
        self._edit()

    def _edit(self) -> None:
        self.message.hide()
        self.once.forget()
        self.card.hide()
        self.editor.show()
        self.editor.name.setFocus()
        self.editor.name.selectAll()

    def _on_editor_closed(self) -> None:
        self.editor.hide()
        self.card.show()
        self.table.setFocus()

    def _on_editor_create_requested(self, form: StaffForm) -> None:
        self.editor.save.set_blocked(tr("Wird gespeichert."))
        self._workplace.ask(
            create_staff, form, done=self._on_created, failed=self._on_editor_failed
        )

    def _on_created(self, access: OnceAccess) -> None:
        self._chosen = access.staff_id
        self._on_kept(tr("{name} ist angelegt.", name=access.name))
        self._show_once(access)

    def _on_editor_change_requested(self, command: ChangeStaff) -> None:
        self.editor.save.set_blocked(tr("Wird gespeichert."))
        name = command.form.name
        self._workplace.ask(
            change_staff,
            command,
            done=lambda _: self._on_kept(tr("{name} ist gespeichert.", name=name.strip())),
            failed=self._on_editor_failed,
        )

    def _on_kept(self, sentence: str) -> None:
        self.editor.save.set_blocked("")
        self._on_editor_closed()
        self._say(MessageKind.OK, sentence)
        self.refresh()

    def _on_editor_failed(self, error: UserError) -> None:
        self.editor.save.set_blocked("")
        self._on_failed(error)

    def _show_once(self, access: OnceAccess) -> None:
        """Give the password the room of the person: both do not fit below a list."""
        self.card.hide()
        self.once.show_access(access)

    def _on_once_closed(self) -> None:
        self.card.setVisible(self.editor.isHidden())
        self.table.setFocus()

    def _on_card_reset_requested(self, staff_id: int) -> None:
        self._workplace.ask(
            reset_password,
            ResetPassword(staff_id),
            done=self._on_reset,
            failed=self._on_failed,
        )

    def _on_reset(self, access: OnceAccess) -> None:
        self._say(
            MessageKind.OK,
            tr("Das Kennwort von {name} ist zurückgesetzt.", name=access.name),
            tr("Das bisherige gilt nicht mehr; wer damit angemeldet war, ist abgemeldet."),
        )
        self._show_once(access)
        self.refresh()

    def _person(self, staff_id: int) -> PersonView | None:
        return next((one for one in self._people if one.staff_id == staff_id), None)

    def _name(self, staff_id: int) -> str:
        return next((one.name for one in self._people if one.staff_id == staff_id), "")

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind in _SEES for one in changes):
            self.refresh()


def _cells(person: PersonView) -> tuple[str, ...]:
    return (
        person.name,
        role_text(person.role),
        ", ".join(person.teams) or "–",
        str(person.open_cases),
        tr("zugelassen") if person.active else tr("abgeschaltet"),
    )
