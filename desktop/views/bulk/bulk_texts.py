"""What came of an act on many, in words."""

from __future__ import annotations

from desktop.domain.work import BulkState
from desktop.services.bulk.wishes import BulkResult, LeftOut
from desktop.texts import tr
from desktop.texts.bulk import done_text, left_out_text


def left_out(group: LeftOut) -> str:
    """Why cases are left out."""
    return left_out_text(group.code, group.count, group.references, group.detail)


def result_said(result: BulkResult) -> str:
    """What was done and how it ended, without a full stop."""
    said = done_text(result.kind, result.done)
    left = sum(group.count for group in result.left_out)
    if left:
        said = tr("{done}, {n} nicht", done=said, n=left)
    if result.recovered:
        return tr("Das Programm wurde mittendrin beendet: {done}", done=said)
    if result.state is BulkState.CANCELLED:
        return tr("Angehalten: {done}", done=said)
    return said
