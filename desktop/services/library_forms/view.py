"""What screens are told of forms: frozen rows, as of the moment they were read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FormStanding(StrEnum):
    """Where a form or one of its versions stands."""

    DRAFT = "draft"
    """Uploaded, never published."""
    PUBLISHED = "published"
    """Tenants see it in the portal."""
    REPLACED = "replaced"
    """A newer version took its place."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersionRow:
    """One version of a form."""

    number: int
    standing: FormStanding
    file_name: str = field(repr=False)
    media_type: str
    size: int
    pages: int | None
    note: str
    uploaded_at: datetime
    uploaded_by: str
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdraw_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A form with its versions, the newest first. ``seen`` is what a command has to name."""

    form_id: int
    seen: int
    public_id: str
    company_id: int
    company_name: str
    title: str
    versions: tuple[FormVersionRow, ...]

    @property
    def published(self) -> FormVersionRow | None:
        """The version that tenants see."""
        found = (one for one in self.versions if one.standing is FormStanding.PUBLISHED)
        return next(found, None)
