"""What the program notes about itself."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.operation import JobName
from desktop.models.base import Base, EnumText, Identified, JsonObject, JsonValue, UtcDateTime


class Heartbeat(Identified, Base):
    """How one job fares on one computer: a row each, overwritten.

    ``error`` is the code of what has failed since ``failing_since``; both are empty after a
    success. ``details`` say more about the last success, such as where a backup lies.
    """

    __tablename__ = "heartbeats"
    __table_args__ = (UniqueConstraint("job", "host"),)

    job: Mapped[JobName] = mapped_column(EnumText(JobName))
    host: Mapped[str] = mapped_column(String(60))
    program: Mapped[str] = mapped_column(String(40))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(80), default="")
    details: Mapped[JsonObject] = mapped_column(JsonValue, default=dict)
