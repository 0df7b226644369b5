"""What the word indexes of the search still have to learn.

The indexes themselves are no tables of the models: see ``desktop.database.word_index``.
"""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Identified


class SearchQueueRow(Identified, Base):
    """A row that was touched, noted by triggers and read again before the same commit.

    ``source`` is ``case``, ``message``, ``tenancy``, or ``people`` for a tenancy whose cases are
    known by other names now.
    """

    __tablename__ = "search_queue"

    source: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(Id)


class SearchBuild(Base):
    """How far the first reading of what was there before the index has come, newest first.

    Ids below ``below`` are still to be read; at the beginning that was ``total``.
    """

    __tablename__ = "search_builds"

    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    below: Mapped[int] = mapped_column(Id)
    total: Mapped[int] = mapped_column(Id)
