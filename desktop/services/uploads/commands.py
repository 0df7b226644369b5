"""What somebody does with a batch of documents."""

from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.document_period import Period
from desktop.domain.documents import DeliveryWay, DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpload:
    """A batch: what its documents are, for whom, and from when the tenants see them.

    ``company_id`` None takes letters of all companies; ``visible_from`` None means at once.
    """

    kind: DocumentKind
    title: str
    period: Period | None = None
    company_id: int | None = None
    visible_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRow:
    """Say whose a letter is; ``version`` is the row as shown. Held back ones need a ``note``."""

    row_id: int
    version: int
    tenancy_id: int
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """Take pages of a letter apart: from ``page`` on, or with ``only`` that page alone.

    Pages count as they do in the file.
    """

    row_id: int
    version: int
    page: int
    only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseWay:
    """Choose how letters reach all their parties, and say why; None follows each consent again."""

    row_ids: tuple[int, ...]
    way: DeliveryWay | None
    note: str = field(default="", repr=False)
