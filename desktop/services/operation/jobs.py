"""The jobs as windows and commands run them again and again; how each pass fared is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.operation import JobName
from desktop.services.audit_trail.ports import AnchorPlace
from desktop.services.audit_trail.verifying import anchor_of_today
from desktop.services.certificates.waiting import issue_waiting
from desktop.services.context import ServiceContext
from desktop.services.delivery.port import PortalOutbox
from desktop.services.delivery.use_cases import DeliveryCounts, deliver_due, folder_problem
from desktop.services.hand_over.automatic import export_if_due
from desktop.services.hand_over.ports import ErpFiles
from desktop.services.inbox.upkeep import keep_lists
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.use_cases import FaultyFolders, IntakeCounts, take_in
from desktop.services.letters.port import LetterPress
from desktop.services.notices.daily import tell_what_is_due
from desktop.services.operation.heartbeats import Heart
from desktop.services.registration.ending import expire_codes
from desktop.services.search.upkeep import build

if TYPE_CHECKING:
    from desktop.services.hand_over.view import AutomaticRun

_AT_ONCE = timedelta(0)


def intake_pass(
    context: ServiceContext,
    heart: Heart,
    inbox: PortalInbox,
    *,
    patience: timedelta = _AT_ONCE,
    is_cancelled: Callable[[], bool] = lambda: False,
    faulty: FaultyFolders | None = None,
    press: Callable[[], LetterPress] | None = None,
) -> IntakeCounts:
    """Take in once; folders that had to be left make it a failed pass. Raises as ``take_in``.

    With a ``press`` the certificates that the portal asked for are issued where they are complete.
    """
    with heart.watch(JobName.INTAKE) as verdict:
        counts = take_in(
            context, inbox, patience=patience, is_cancelled=is_cancelled, faulty=faulty
        )
        if counts.left:
            verdict.error = "intake.folders_left"
        if press is not None:
            issue_waiting(context, press, is_cancelled=is_cancelled)
    return counts


def delivery_pass(
    context: ServiceContext,
    heart: Heart,
    outbox: PortalOutbox,
    *,
    patience: timedelta = _AT_ONCE,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> DeliveryCounts:
    """Deliver once. Raises as ``deliver_due``.

    As long as an event rests because the portal's folder refused it, no pass is a success: nobody
    has proved yet that the way is open again.
    """
    with heart.watch(JobName.DELIVERY) as verdict:
        counts = deliver_due(context, outbox, patience=patience, is_cancelled=is_cancelled)
        if counts.waiting or counts.failed:
            problem = folder_problem(context)
            verdict.error = f"delivery.{problem}" if problem else ""
    return counts


def hand_over_pass(
    context: ServiceContext, heart: Heart, files: ErpFiles
) -> tuple[AutomaticRun, ...]:
    """Write the runs that are due. Raises as ``export_if_due``."""
    with heart.watch(JobName.HAND_OVER):
        return export_if_due(context, files)


def notices_pass(context: ServiceContext, heart: Heart) -> int:
    """Tell people of deadlines and waiting dates of today. Raises as ``tell_what_is_due``."""
    with heart.watch(JobName.NOTICES):
        return tell_what_is_due(context)


def lists_pass(context: ServiceContext, heart: Heart) -> None:
    """State where cases stand by now, and fold the counters. Raises as ``keep_lists``."""
    with heart.watch(JobName.LISTS):
        keep_lists(context)


def search_pass(context: ServiceContext, heart: Heart, *, is_cancelled: Callable[[], bool]) -> bool:
    """Read what was there before the search; tells whether all is read. Raises as ``build``."""
    with heart.watch(JobName.SEARCH):
        return build(context, is_cancelled=is_cancelled)


def codes_pass(context: ServiceContext, heart: Heart, *, is_cancelled: Callable[[], bool]) -> int:
    """Let registration codes expire whose last day is over. Raises as ``expire_codes``."""
    with heart.watch(JobName.CODES):
        return expire_codes(context, is_cancelled=is_cancelled)


def anchor_pass(context: ServiceContext, heart: Heart, place: AnchorPlace) -> None:
    """Note the end of the audit log once a day. Raises as ``anchor_of_today``."""
    with heart.watch(JobName.ANCHOR):
        anchor_of_today(context, place)
