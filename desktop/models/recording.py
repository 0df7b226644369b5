"""What a clerk records by hand: a draft until it is stored, the receipt of it afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Identified, JsonObject, JsonValue, UtcDateTime


class Recording(Identified, Base):
    """One call, letter or visit that a person records.

    ``key`` is made by the form and names the intention: recorded twice, it is one case. ``form`` is
    what was typed so far; it is emptied when the recording became ``case_id`` / ``message_id``.
    """

    __tablename__ = "recordings"

    key: Mapped[str] = mapped_column(String(36), unique=True)
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"), index=True)
    form: Mapped[JsonObject | None] = mapped_column(JsonValue)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    message_id: Mapped[int | None] = mapped_column(Id, ForeignKey("messages.id"))
