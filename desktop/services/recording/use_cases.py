"""Recording what came by telephone, post or in person: everything a screen asks for."""

from desktop.services.recording.choices import categories, tenancy_choices
from desktop.services.recording.directory import find_tenancies, tenancy_entry
from desktop.services.recording.drafts import (
    discard_recording,
    open_recordings,
    save_recording,
)
from desktop.services.recording.files import attach_content, attach_file
from desktop.services.recording.preview import preview
from desktop.services.recording.record import record_contact

__all__ = [
    "attach_content",
    "attach_file",
    "categories",
    "discard_recording",
    "find_tenancies",
    "open_recordings",
    "preview",
    "record_contact",
    "save_recording",
    "tenancy_choices",
    "tenancy_entry",
]
