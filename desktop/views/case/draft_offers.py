"""Drafts beside the one that is written: those of another window, and those colleagues left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.kinds import DraftKind
from desktop.services.cases.view import ColleagueDraft, DraftView
from desktop.texts import tr
from desktop.texts.dates import plain_time
from desktop.views import theme
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """One draft that can be looked at. ``own`` is the text where it is the person's own."""

    draft_id: int
    title: str
    own: DraftView | None = None


def offer_own(draft_id: int, draft: DraftView) -> DraftOffer:
    """A text of the person's own that another window left."""
    title = tr(
        "Weiterer Entwurf von {time} ({kind})",
        time=plain_time(draft.updated_at),
        kind=_kind_text(draft.kind),
    )
    return DraftOffer(draft_id, title, draft)


def offer_of_colleague(draft: ColleagueDraft) -> DraftOffer:
    """A text that somebody else left; its words are read when they are asked for."""
    title = tr(
        "Entwurf von {name}, {time} ({kind})",
        name=draft.author.name,
        time=plain_time(draft.updated_at),
        kind=_kind_text(draft.kind),
    )
    return DraftOffer(draft.draft_id, title)


def _kind_text(kind: DraftKind) -> str:
    names = {
        DraftKind.REPLY: tr("Antwort"),
        DraftKind.NOTE: tr("Interne Notiz"),
        DraftKind.REJECTION: tr("Ablehnung"),
    }
    return names.get(kind, "")


class DraftOffers(QWidget):
    """A bar for each draft: look at it, take it over, throw an own one away.

    ``look_requested`` asks for a colleague's words; ``taken`` carries the ``DraftView`` to go on
    with and whether it is the person's own; ``discarded`` an own draft.
    """

    look_requested = Signal(int)
    taken = Signal(object, bool)
    discarded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(parent)
        self._offers: tuple[DraftOffer, ...] = ()
        self.bars: dict[int, InPlaceMessage] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(6))
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._column.setSpacing(theme.current().px(6))

    def show_offers(self, offers: tuple[DraftOffer, ...]) -> None:
        """Show these drafts; one that is shown already stays as it is, opened or not."""
        if offers == self._offers:
            return
        self._offers = offers
        self.bars.clear()
        clear_layout(self._column)
        for offer in offers:
            bar = InPlaceMessage(MessageKind.INFO, offer.title)
            bar.add_button(tr("Ansehen")).clicked.connect(partial(self._look, offer))
            self._column.addWidget(bar)
            self.bars[offer.draft_id] = bar
        self.setVisible(bool(offers))

    def show_words(self, draft_id: int, draft: DraftView) -> None:
        """Show what stands in a draft, with what can be done with it."""
        offer = next((one for one in self._offers if one.draft_id == draft_id), None)
        bar = self.bars.get(draft_id)
        if offer is None or bar is None:
            return
        bar.show_message(MessageKind.INFO, offer.title, draft.text)
        bar.clear_buttons()
        own = offer.own is not None
        take = bar.add_button(tr("Weiterschreiben") if own else tr("Kopie weiterschreiben"))
        take.clicked.connect(lambda: self.taken.emit(draft, own))
        if own:
            discard = bar.add_button(tr("Verwerfen"))
            discard.clicked.connect(lambda: self.discarded.emit(draft))
        take.setFocus()

    def _look(self, offer: DraftOffer) -> None:
        if offer.own is not None:
            self.show_words(offer.draft_id, offer.own)
        else:
            self.look_requested.emit(offer.draft_id)
