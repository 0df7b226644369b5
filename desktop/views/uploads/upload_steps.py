"""Which step a batch is in, what comes next, and what keeps it from that."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.documents import UploadState
from desktop.services.uploads.view import PublicationPlan, UploadLine
from desktop.texts import tr
from desktop.views.uploads.steps import Step
from desktop.views.uploads.upload_work import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A batch as the page knows it. ``line`` is None for a new one with ``given`` files.

    ``step`` is where the person is, ``problem`` what is wrong with a new batch, ``plan`` the dry
    run that is over, ``late`` whether it would be too late and nobody has accepted that.
    """

    line: UploadLine | None
    may_work: bool
    given: int
    problem: str
    step: Step
    running: Activity | None
    plan: PublicationPlan | None
    late: bool


def shown_step(standing: Standing) -> Step:
    """Return the step that is marked and shown."""
    line = standing.line
    if line is None:
        return Step.FILES
    counts = line.counts
    if line.state in (UploadState.PUBLISHING, UploadState.PUBLISHED, UploadState.TAKEN_BACK):
        return Step.PUBLICATION
    if standing.running in (Activity.PUBLISHING, Activity.TAKING_BACK):
        return Step.PUBLICATION
    if line.state is UploadState.DISCARDED:
        return Step.PUBLICATION if counts.published else Step.MATCHING
    if counts.unread or not (counts.waiting or counts.published or counts.removed):
        return Step.FILES
    return standing.step


def main_step(standing: Standing) -> str:
    """Return what the filled button does: begin, read, deliver, publish, match or leave."""
    line = standing.line
    if line is None:
        return "begin"
    if line.state is UploadState.PUBLISHING:
        return "publish"
    if line.state not in (UploadState.READING, UploadState.OPEN):
        return "leave"
    step = shown_step(standing)
    if step is Step.FILES or line.state is UploadState.READING:
        return "read"
    return {Step.DELIVERY: "publish", Step.PUBLICATION: "match"}.get(step, "deliver")


def why_not(standing: Standing) -> str:
    """Return what keeps a batch from its next step, "" for nothing."""
    step = main_step(standing)
    if step == "leave":
        return ""
    if not standing.may_work:
        return tr("keine Berechtigung")
    if standing.running is not None:
        return tr("Bitte warten Sie, bis das Laufende fertig ist.")
    if step == "begin":
        return standing.problem or ("" if standing.given else tr("Bitte wählen Sie erst Dateien."))
    return _why_not_on(standing, step)


def _why_not_on(standing: Standing, step: str) -> str:
    line = standing.line
    assert line is not None
    if step == "read":
        return "" if line.files else tr("Bitte wählen Sie erst Dateien.")
    if step in ("deliver", "publish") and not line.counts.ready:
        return "" if line.state is UploadState.PUBLISHING else tr("Kein Brief ist bereit.")
    if step == "publish" and line.state is UploadState.OPEN:
        if standing.late:
            return tr("Bitte bestätigen Sie erst, dass die Verspätung gewollt ist.")
        if standing.plan is None:
            return tr("Erst muss der Probelauf fertig sein.")
    return ""
