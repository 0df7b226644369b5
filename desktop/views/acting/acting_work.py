"""What a person does with the open case besides answering: give, prioritise, merge, split, tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.domain.work import Priority
from desktop.services.cases import use_cases as cases
from desktop.services.cases.acting_view import TagRef
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    ChangeCategory,
    DismissSuggestion,
    LinkCases,
    MergeCase,
    ReleaseToNobody,
    RemoveTag,
    SetPriority,
    SplitCase,
    UnlinkCases,
    UnmergeCase,
)
from desktop.services.cases.page import CasePageView
from desktop.services.cases.partners import PartnerCase
from desktop.services.cases.tenancy_view import EarlierCase
from desktop.services.cases.view import ActionResult, ActionState, TimelineKind, TimelineTopic
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.views.acting import offers
from desktop.views.acting.menu import ACTING
from desktop.views.acting.picker import Picker, Question
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.case.expected import expected_after
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.palette.entries import Section
from desktop.views.reasons import show_state

_FOUND = "acting.found"
_Command = (
    AssignCase
    | ReleaseToNobody
    | SetPriority
    | DismissSuggestion
    | ChangeCategory
    | AddTag
    | RemoveTag
    | SplitCase
    | MergeCase
    | UnmergeCase
)


class ActingWork(QObject):
    """Asks what has to be known, and does it."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        handlers: dict[ActionId, Callable[[CasePageView], None]] = {
            ActionId.ASSIGN: self._assign,
            ActionId.UNASSIGN: self._unassign,
            ActionId.PRIORITY: self._prioritise,
            ActionId.ACCEPT_PRIORITY: self._accept,
            ActionId.DISMISS_PRIORITY: self._dismiss,
            ActionId.CATEGORY: self._recategorise,
            ActionId.TAGS: self._tag,
            ActionId.LINK: self._link,
            ActionId.UNLINK: self._unlink,
            ActionId.SPLIT: self._split,
            ActionId.MERGE: self._merge,
            ActionId.UNMERGE: self._unmerge,
        }
        for action_id, handler in handlers.items():
            self._actions.connect_handler(action_id, partial(self._with_view, handler))
        pane.case_read.connect(self.show_case)
        pane.emptied.connect(self.show_nothing)

    def _with_view(self, do: Callable[[CasePageView], None]) -> None:
        view = self._pane.view
        if view is not None:
            do(view)

    def show_nothing(self) -> None:
        """No case: nothing can be done."""
        for action_id in ACTING:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def show_case(self, page: CasePageView) -> None:
        """Make the actions of the open case possible, or say why not."""
        possible = page.case.actions
        states = {
            ActionId.ASSIGN: possible.assign,
            ActionId.UNASSIGN: possible.release_to_nobody,
            ActionId.PRIORITY: possible.prioritise,
            ActionId.ACCEPT_PRIORITY: possible.decide_suggestion,
            ActionId.DISMISS_PRIORITY: possible.decide_suggestion,
            ActionId.CATEGORY: possible.recategorise,
            ActionId.TAGS: possible.tag,
            ActionId.LINK: possible.link,
            ActionId.UNLINK: _if_any(
                possible.link, offers.linked_by_hand(page), tr("nicht verknüpft")
            ),
            ActionId.SPLIT: possible.split,
            ActionId.MERGE: possible.merge,
            ActionId.UNMERGE: possible.unmerge,
        }
        for action_id, state in states.items():
            if isinstance(state, str):
                self._actions.set_possible(action_id, state)
            else:
                show_state(self._actions, action_id, state)

    def _assign(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(
            Question(
                tr("Zuweisen"),
                tr("Person oder Team"),
                note=tr("Notiz dazu (intern, freiwillig)"),
            )
        )
        self._workplace.ask(
            cases.receivers,
            header.case_id,
            done=lambda found: picker.show(offers.receivers_offered(found, header)),
            failed=picker.give_up,
        )

        def give(key: str, note: str) -> None:
            kind, _, number = key.partition(":")
            staff, team = (int(number), None) if kind == offers.PERSON else (None, int(number))
            self._run(cases.assign, AssignCase(header.case_id, header.version, staff, team, note))

        picker.dialog.chosen.connect(give)

    def _unassign(self, view: CasePageView) -> None:
        header = view.case.header
        self._run(cases.release_to_nobody, ReleaseToNobody(header.case_id, header.version))

    def _prioritise(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(Question(tr("Priorität"), tr("normal, hoch oder dringend")))
        picker.show(offers.priorities_offered(header))
        picker.dialog.chosen.connect(
            lambda key, _note: self._run(
                cases.set_priority, SetPriority(header.case_id, Priority(key), header.version)
            )
        )

    def _accept(self, view: CasePageView) -> None:
        header = view.case.header
        if header.suggestion is not None:
            priority = header.suggestion.priority
            self._run(cases.set_priority, SetPriority(header.case_id, priority, header.version))

    def _dismiss(self, view: CasePageView) -> None:
        header = view.case.header
        self._run(cases.dismiss_suggestion, DismissSuggestion(header.case_id, header.version))

    def _recategorise(self, view: CasePageView) -> None:
        header = view.case.header
        stays = tr(
            "Angaben und Verlauf bleiben. Die Frist wird vom selben Eingang an neu gerechnet."
        )
        if view.bank is not None:
            aside = tr("Der Antrag wird beiseitegelegt und kommt wieder, wenn der Vorgang es tut.")
            stays = f"{stays} {aside}"
        picker = self._ask(Question(tr("Kategorie ändern"), tr("Neue Kategorie"), stays))
        self._workplace.ask(
            cases.category_choices,
            header.case_id,
            done=lambda found: picker.show(offers.categories_offered(found)),
            failed=picker.give_up,
        )
        picker.dialog.chosen.connect(
            lambda key, _note: self._run(
                cases.change_category, ChangeCategory(header.case_id, int(key), header.version)
            )
        )

    def _tag(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(Question(tr("Schlagwort"), tr("Schlagwort suchen oder anlegen")))
        dialog = picker.dialog

        def offer(known: tuple[TagRef, ...]) -> None:
            def show(typed: str) -> None:
                dialog.show_found(offers.tags_offered(known, header.tags, typed))

            dialog.typed.connect(show)
            show(dialog.field.text())

        def choose(key: str, _note: str) -> None:
            worn = {str(tag.tag_id): tag for tag in header.tags}
            if key in worn:
                command = RemoveTag(header.case_id, int(key), header.version)
                self._run(cases.remove_tag, command)
                return
            name = dialog.field.text() if key == offers.NEW else dialog.title_of(key)
            self._run(cases.add_tag, AddTag(header.case_id, name, header.version))

        picker.dialog.say_nothing_found(tr("Noch keine Schlagwörter. Schreiben Sie das erste."))
        self._workplace.ask(cases.list_tags, done=offer, failed=picker.give_up)
        dialog.chosen.connect(choose)

    def _merge(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(
            Question(
                tr("Zusammenführen"),
                tr("Nummer, Name oder Betreff"),
                tr(
                    "Dieser Vorgang wird geschlossen und geht im gewählten weiter; dort stehen "
                    "dann die Nachrichten, Notizen und Dateien beider."
                ),
            )
        )
        self._look_up(picker, header.case_id, merge=True)
        picker.dialog.chosen.connect(
            lambda key, _note: self._run(
                cases.merge,
                MergeCase(header.case_id, int(key), header.version),
                self._go_on_there,
            )
        )

    def _link(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(
            Question(tr("Verknüpfen"), tr("Nummer, Name oder Betreff"), tr("Beide bleiben offen."))
        )
        self._look_up(picker, header.case_id, merge=False)
        picker.dialog.chosen.connect(
            lambda key, _note: self._link_with(
                cases.link_cases, LinkCases(header.case_id, int(key))
            )
        )

    def _look_up(self, picker: _Asked, case_id: int, *, merge: bool) -> None:
        picker.dialog.say_nothing_found(
            tr("Kein anderer offener Vorgang. Suchen Sie nach Nummer, Name oder Betreff.")
            if merge
            else tr("Kein anderer Vorgang gefunden.")
        )

        def offer(found: Sequence[PartnerCase], text: str) -> None:
            if merge and not text.strip():
                found = offers.mergeable(found)
            picker.found(offers.partners_offered(found, merge=merge))

        def look(text: str) -> None:
            self._workplace.ask(
                cases.partners,
                case_id,
                text,
                done=lambda found: offer(found, text),
                failed=picker.give_up,
                scope=_FOUND,
                stale=Stale.SKIP,
            )

        picker.dialog.typed.connect(look)
        look("")

    def _unlink(self, view: CasePageView) -> None:
        header = view.case.header
        picker = self._ask(Question(tr("Verknüpfung lösen"), tr("Nummer oder Betreff")))
        picker.show(offers.links_offered(offers.linked_by_hand(view)))
        picker.dialog.chosen.connect(
            lambda key, _note: self._link_with(
                cases.unlink_cases, UnlinkCases(header.case_id, int(key))
            )
        )

    def _split(self, view: CasePageView) -> None:
        came = [one for one in view.case.timeline if one.kind is TimelineKind.INCOMING]
        if len(came) == view.case.history.counts[TimelineTopic.INCOMING] == 1:
            self._split_message(view, came[0].entry_id)
            return
        picker = self._ask(
            Question(
                tr("Aufteilen"),
                tr("Nachricht"),
                tr("Mit welcher Nachricht beginnt der neue Vorgang? Hier bleibt sie auch."),
            )
        )
        # The page shows the newest; what the second matter is about may stand far back.
        self._workplace.ask(
            cases.split_messages,
            view.case.header.case_id,
            done=lambda found: picker.show(offers.messages_offered(found)),
            failed=picker.give_up,
        )
        picker.dialog.chosen.connect(lambda key, _note: self._split_message(view, int(key)))

    def _split_message(self, view: CasePageView, message_id: int) -> None:
        header = view.case.header
        picker = self._ask(
            Question(
                tr("Aufteilen"),
                tr("Kategorie des neuen Vorgangs"),
                tr("Der neue Vorgang beginnt mit der Nachricht und ihren Dateien."),
            )
        )
        self._workplace.ask(
            cases.split_choices,
            header.case_id,
            message_id,
            done=lambda found: picker.show(offers.new_categories_offered(found)),
            failed=picker.give_up,
        )
        picker.dialog.chosen.connect(
            lambda key, _note: self._run(
                cases.split_case,
                SplitCase(header.case_id, message_id, int(key), "", header.version),
                self._go_on_there,
            )
        )

    def _unmerge(self, view: CasePageView) -> None:
        header = view.case.header
        self._run(cases.unmerge, UnmergeCase(header.case_id, header.version))

    def _ask(self, question: Question) -> _Asked:
        picker = Picker(question, self._pane)
        open_over_scrim(picker)
        return _Asked(picker, self._pane)

    def _go_on_there(self, result: ActionResult) -> None:
        """The matter goes on in another case: it is opened, with what can be undone."""
        if result.undo is not None:
            self._pane.offer_undo(result.undo)
        self._pane.case_requested.emit(result.case_id)

    def _link_with(self, function: Callable[..., None], command: object) -> None:
        self._workplace.ask(
            function,
            command,
            done=lambda _none: self._pane.reload(),
            failed=self._pane.show_problem,
        )

    def _run(
        self,
        function: Callable[..., ActionResult],
        command: _Command,
        done: Callable[[ActionResult], None] | None = None,
    ) -> None:
        """Do it; who was not the first sees what changed, and may still do it then."""
        view = self._pane.view
        expected = None if view is None else expected_after(command, view, self._workplace.actor)
        if expected is not None:
            self._pane.expect(expected)

        def keep(version: int) -> None:
            self._run(function, replace(command, expected_version=version), done)

        self._workplace.ask(
            function,
            command,
            done=done or self._pane.finished,
            failed=lambda error: self._pane.show_problem(error, keep),
        )


class _Asked:
    """A picker that is open, and may be closed before what it asked for is there."""

    def __init__(self, dialog: Picker, pane: CasePane) -> None:
        self.dialog = dialog
        self._pane = pane
        self._open = True
        dialog.finished.connect(self._on_finished)

    def show(self, sections: tuple[Section, ...]) -> None:
        """Offer these entries."""
        if self._open:
            self.dialog.show_sections(sections)

    def found(self, sections: tuple[Section, ...]) -> None:
        """Offer what was looked up."""
        if self._open:
            self.dialog.show_found(sections)

    def give_up(self, error: UserError) -> None:
        """What can be chosen could not be read: say so, in place."""
        if self._open:
            self.dialog.reject()
        self._pane.show_problem(error)

    def _on_finished(self) -> None:
        self._open = False


def _if_any(state: ActionState, found: tuple[EarlierCase, ...], reason: str) -> ActionState | str:
    return state if found or not state.possible else reason
