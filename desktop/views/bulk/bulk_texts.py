"""What came of an act on many, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.work import BulkKind, BulkState
from desktop.texts import tr
from desktop.texts.bulk import done_text, left_out_text, left_text, reply_ways_text

if TYPE_CHECKING:
    from desktop.services.bulk.wishes import BulkPlan, BulkResult, LeftOut


def left_out(group: LeftOut) -> str:
    """Why cases are left out."""
    return left_out_text(group.code, group.count, group.references, group.detail)


def more_text(plan: BulkPlan) -> str:
    """What will happen beyond how many it happens to; "" where that is all."""
    if plan.wish.kind is BulkKind.CATEGORY:
        return tr(
            "Angaben und Verlauf bleiben. Die Frist wird vom selben Eingang an neu gerechnet."
        )
    if plan.reply is None:
        return ""
    letters = len(plan.ids) - plan.reply.by_portal
    ways = reply_ways_text(plan.reply.by_portal, letters)
    if plan.wish.closes:
        return tr("{ways} Danach wird jeder Vorgang abgeschlossen.", ways=ways)
    if plan.reply.template.asks:
        return tr("{ways} Die Vorgänge warten dann auf die Antwort.", ways=ways)
    return ways


def undo_said(result: BulkResult, seconds: int) -> str:
    """What the undo bar says while so many seconds are left."""
    said = _how_it_ended(result, done_text(result.kind, result.done))
    if result.kind is BulkKind.REPLY:
        return tr("{done}. Gesendet wird in {n} s.", done=said, n=seconds)
    return tr("{done}. Endgültig in {n} s.", done=said, n=seconds)


def result_said(result: BulkResult) -> str:
    """What was done and how it ended, without a full stop."""
    said = done_text(result.kind, result.done)
    left = sum(group.count for group in result.left_out)
    if left:
        said = tr("{done}, {n} nicht", done=said, n=left)
    return _how_it_ended(result, said)


def left_as_they_were(result: BulkResult) -> str:
    """How many cases nothing was done to, where what was done is said beside it."""
    return left_text(sum(group.count for group in result.left_out))


def _how_it_ended(result: BulkResult, said: str) -> str:
    if result.recovered:
        return tr("Das Programm wurde mittendrin beendet: {done}", done=said)
    if result.state is BulkState.CANCELLED:
        return tr("Angehalten: {done}", done=said)
    return said
