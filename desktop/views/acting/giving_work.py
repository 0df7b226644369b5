"""Giving, prioritising, putting elsewhere and tagging the open case."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.work import Priority
from desktop.services.cases import use_cases as cases
from desktop.services.cases.acting_view import TagRef
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    ChangeCategory,
    DismissSuggestion,
    ReleaseToNobody,
    RemoveTag,
    SetPriority,
)
from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.views.acting import offers
from desktop.views.acting.asked import Acts
from desktop.views.acting.picker import Question
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane


class GivingWork(Acts):
    """Asks what has to be known, and does it."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self.acts: dict[ActionId, Callable[[CasePageView], None]] = {
            ActionId.ASSIGN: self._assign,
            ActionId.UNASSIGN: self._unassign,
            ActionId.PRIORITY: self._prioritise,
            ActionId.ACCEPT_PRIORITY: self._accept,
            ActionId.DISMISS_PRIORITY: self._dismiss,
            ActionId.CATEGORY: self._recategorise,
            ActionId.TAGS: self._tag,
        }

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
