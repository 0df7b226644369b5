"""What every screen of one signed-in person shares: who asks, and the one door to the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.services.audit_trail.ports import AnchorPlace, NoAnchors
from desktop.services.cases.ports import PdfReaders
from desktop.services.context import ServiceContext
from desktop.services.conversation.spelling import NoSpeller, Speller
from desktop.services.intake.ports import PortalInbox
from desktop.services.master_data.ports import Spreadsheets
from desktop.services.operation.ports import Places
from desktop.services.recording.ports import ChosenFiles
from desktop.services.staff.access import Actor
from desktop.services.staff.companies import CompanyChoice
from desktop.services.uploads.ports import UploadFiles
from desktop.tasks import Lane, Stale, Task, TaskRunner
from desktop.texts.errors import error_sentence
from desktop.views.actions import Actions
from desktop.views.courtesy import Courtesy
from desktop.views.spelling.spelling import Spelling

if TYPE_CHECKING:
    from desktop.views.letters.paper import Paper
    from desktop.views.operation.this_computer_card import ComputerSettings

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and the companies that may be chosen: all there are, or some of them."""

    actor: Actor
    companies: tuple[CompanyChoice, ...]
    has_every_company: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Backend:
    """What screens reach through a workplace; ``write_file`` writes all or raises OSError.

    ``recordings`` are the keys of what is being recorded in any window of this program: two windows
    that write on one recording would each replace what the other has typed. ``courtesy`` is told
    when a person scrolls, in any window. ``load_screens`` returns once the modules of a workspace
    are loaded, in whatever thread.
    """

    context: ServiceContext
    tasks: TaskRunner
    portal_inbox: PortalInbox
    write_file: Callable[[Path, bytes], None]
    places: Places
    chosen_files: ChosenFiles
    paper: Paper
    pdf_readers: PdfReaders
    spreadsheets: Spreadsheets
    upload_files: UploadFiles
    speller: Speller = field(default_factory=NoSpeller)
    recordings: set[str] = field(default_factory=set)
    courtesy: Courtesy = field(default_factory=Courtesy)
    anchors: AnchorPlace = field(default_factory=NoAnchors)
    load_screens: Callable[[], None] = lambda: None


class Workplace(QObject):
    """The services as one person uses them from the window.

    ``changed`` carries what a committed change touched (a frozenset of ``Change``), whoever made
    it in this program; ``failed`` a sentence for what has no better place to be said,
    ``recovered`` the same one once what failed has succeeded.
    ``restore_ordered`` carries a ``RestoreOrder``: every window is to close for it.
    """

    changed = Signal(object)
    failed = Signal(str)
    recovered = Signal(str)
    restore_ordered = Signal(object)

    def __init__(
        self,
        backend: Backend,
        actions: Actions,
        person: Person,
        parent: QObject | None = None,
    ) -> None:
        """Serve ``person``; the object lives as long as this person is signed in."""
        super().__init__(parent)
        self._context = backend.context
        self._tasks = backend.tasks
        self.portal_inbox = backend.portal_inbox
        self.write_file = backend.write_file
        self.places = backend.places
        self.chosen_files = backend.chosen_files
        self.paper = backend.paper
        self.pdf_readers = backend.pdf_readers
        self.spreadsheets = backend.spreadsheets
        self.upload_files = backend.upload_files
        self.recordings = backend.recordings
        self.courtesy = backend.courtesy
        self.anchors = backend.anchors
        self.computer: ComputerSettings | None = None
        self.actions = actions
        self.actor = person.actor
        self.person = person
        self.companies = person.companies
        self._left = False
        self._failing: tuple[Callable[..., object], str] | None = None
        self.speller = backend.speller
        self.spelling = Spelling(self, backend.speller)

    def ask(
        self,
        function: Callable[..., R],
        *args: object,
        done: Callable[[R], None],
        failed: Callable[[UserError], None] | None = None,
        scope: str | None = None,
        lane: Lane = Lane.DATABASE,
        stale: Stale = Stale.RUN,
        task: Task | None = None,
        progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Call ``function(context, actor, *args)`` off the GUI thread; ``done`` gets its result.

        A later call in the same ``scope`` drops the result of this one; with ``Stale.SKIP`` (reads
        only) this one need not even run then. An expected error goes to
        ``failed``, or into the window's message line. A ``task`` of the caller's can be cancelled,
        and what the function reports by it goes to ``progress``.
        """
        self._tasks.run(
            lambda: function(self._context, self.actor, *args),
            on_done=lambda result: self._deliver(partial(self._succeed, function, done), result),
            on_error=lambda error: self._deliver(failed or partial(self._fail, function), error),
            scope=None if scope is None else f"{id(self)}:{scope}",
            lane=lane,
            stale=stale,
            task=task,
            on_progress=None if progress is None else lambda news: self._deliver(progress, news),
        )

    def leave(self) -> None:
        """The person goes: what was asked for is done, but no screen is left to be told."""
        self._left = True

    def _succeed(self, function: Callable[..., R], done: Callable[[R], None], result: R) -> None:
        if self._failing is not None and self._failing[0] == function:
            self.recovered.emit(self._failing[1])
            self._failing = None
        done(result)

    def _fail(self, function: Callable[..., object], error: UserError) -> None:
        self._failing = (function, error_sentence(error))
        self.say(error)

    def _deliver(self, callback: Callable[[R], None], result: R) -> None:
        if not self._left:
            callback(result)

    @property
    def shares_its_database(self) -> bool:
        """Whether the database is a server's, which has sign-ins of its own."""
        return not self._context.database.is_embedded

    def today(self) -> date:
        """The Berlin date of now, by the program's clock."""
        return self._context.clock.today()

    def now(self) -> datetime:
        """The instant of now (aware UTC), by the program's clock."""
        return self._context.clock.now()

    def say(self, error: UserError) -> None:
        """Say an error in the window's message line."""
        self.failed.emit(error_sentence(error))
