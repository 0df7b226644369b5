"""What the program does by itself while its window is open: which jobs, and how often."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.database.engine import Database
from desktop.memory import give_back_freed
from desktop.services.audit_trail.ports import AnchorPlace
from desktop.services.context import ServiceContext
from desktop.services.delivery.port import PortalOutbox
from desktop.services.hand_over.ports import ErpFiles
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.use_cases import FaultyFolders
from desktop.services.letters.port import LetterPress
from desktop.services.operation.heartbeats import Heart
from desktop.services.operation.jobs import (
    anchor_pass,
    codes_pass,
    delivery_pass,
    hand_over_pass,
    intake_pass,
    lists_pass,
    notices_pass,
    search_pass,
)
from desktop.services.operation.ports import Places
from desktop.settings import AppSettings
from desktop.texts.hand_over import late_runs_sentence
from desktop.views.background_work import Job

if TYPE_CHECKING:
    from desktop.services.hand_over.view import AutomaticRun

PAUSE_S = 2.0
"""When nobody uses the database for that long, what it holds to be fast is given back."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What jobs read from and write to: the portal's folders, the ERP's, and paper."""

    inbox: PortalInbox
    outbox: PortalOutbox
    erp_files: ErpFiles
    press: LetterPress
    anchors: AnchorPlace
    places: Places


def background_jobs(
    context: ServiceContext, settings: AppSettings, outside: Outside
) -> tuple[Job, ...]:
    """The jobs of a window; taking in and delivering only where the settings want them here."""
    faulty = FaultyFolders()
    heart = Heart(context, "window")

    def intake(is_cancelled: Callable[[], bool]) -> object:
        return intake_pass(
            context,
            heart,
            outside.inbox,
            is_cancelled=is_cancelled,
            faulty=faulty,
            press=lambda: outside.press,
        )

    def deliver(is_cancelled: Callable[[], bool]) -> object:
        return delivery_pass(context, heart, outside.outbox, is_cancelled=is_cancelled)

    def say_late(runs: tuple[AutomaticRun, ...]) -> str:
        return late_runs_sentence(
            (run.number, run.company_tag, run.late_for) for run in runs if run.late_for is not None
        )

    def search(is_cancelled: Callable[[], bool]) -> object:
        return search_pass(context, heart, is_cancelled=is_cancelled)

    def expire(is_cancelled: Callable[[], bool]) -> object:
        return codes_pass(context, heart, is_cancelled=is_cancelled)

    jobs = [
        Job("export", lambda _: hand_over_pass(context, heart, outside.erp_files), 30.0, say_late),
        Job("search", search, 60.0),
        Job("lists", lambda _: lists_pass(context, heart), 60.0),
        Job("notices", lambda _: notices_pass(context, heart), 60.0),
        Job("codes", expire, 600.0),
        Job("memory", lambda _: rest(context.database), PAUSE_S),
        Job("anchor", lambda _: anchor_pass(context, heart, outside.anchors), 600.0),
    ]
    if settings.auto_intake:
        jobs.append(Job("intake", intake, settings.poll_seconds))
    if settings.auto_deliver:
        jobs.append(Job("deliver", deliver, settings.poll_seconds))
    return (*jobs, *_care(context, outside.places))


def rest(database: Database) -> None:
    """Give the system back what the database held to be fast, where nobody uses it just now."""
    if database.rest():
        give_back_freed()


def _care(context: ServiceContext, places: Places) -> tuple[Job, ...]:
    """Backups, and the proof of them: of a file; a server's are its operator's."""

    def back_up(is_cancelled: Callable[[], bool]) -> object:
        from desktop.services.operation.care import daily_backup

        return daily_backup(context, places, "window", is_cancelled=is_cancelled)

    def prove(is_cancelled: Callable[[], bool]) -> object:
        from desktop.services.operation.care import weekly_trial

        return weekly_trial(context, places, "window", is_cancelled=is_cancelled)

    if not context.database.is_embedded:
        return ()
    return (
        Job("backup", not_at_once(back_up), 600.0),
        Job("trial", not_at_once(prove), 900.0),
    )


def not_at_once(work: Callable[[Callable[[], bool]], object]) -> Callable[..., object]:
    """Leave the first round out: who opens the window wants to work, not to wait for the disk."""
    rounds = itertools.count()

    def later(is_cancelled: Callable[[], bool]) -> object:
        return work(is_cancelled) if next(rounds) else None

    return later
