"""What is one matter, and what is two: cases merged, linked, split, and each of it undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    LinkCases,
    MergeCase,
    SplitCase,
    UnlinkCases,
    UnmergeCase,
)
from desktop.services.cases.page import CasePageView
from desktop.services.cases.partners import PartnerCase
from desktop.services.cases.view import ActionResult, TimelineKind, TimelineTopic
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.views.acting import offers
from desktop.views.acting.acting_work import linked_by_hand
from desktop.views.acting.asked import Acts, Asked
from desktop.views.acting.picker import Question
from desktop.views.action_spec import ActionId
from desktop.views.case.case_pane import CasePane

_FOUND = "acting.found"


class MatterWork(Acts):
    """The acts between the open case and another one."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self.acts: dict[ActionId, Callable[[CasePageView], None]] = {
            ActionId.LINK: self._link,
            ActionId.UNLINK: self._unlink,
            ActionId.SPLIT: self._split,
            ActionId.MERGE: self._merge,
            ActionId.UNMERGE: self._unmerge,
        }

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

    def _look_up(self, picker: Asked, case_id: int, *, merge: bool) -> None:
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
        picker.show(offers.links_offered(linked_by_hand(view)))
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
