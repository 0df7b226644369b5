"""Intentions of a person who records something.

``key`` names the recording from its first key press on; it is a UUID made by the form.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.services.recording.form import RecordingForm


@dataclass(frozen=True, slots=True)
class SaveRecording:
    """Keep what stands in the form."""

    key: str
    form: RecordingForm


@dataclass(frozen=True, slots=True)
class RecordContact:
    """Make a case of the form, or add it to the case it names."""

    key: str
    form: RecordingForm


@dataclass(frozen=True, slots=True)
class RecordingDraft:
    """What a person has begun to record, with the instant (UTC) it was kept at."""

    key: str
    form: RecordingForm
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a recording. ``repeated`` tells that it had been recorded before."""

    case_id: int
    reference: str
    message_id: int | None
    repeated: bool
