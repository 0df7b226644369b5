"""Declarative base and the column types every table shares.

Instants are stored in UTC and always come back timezone-aware; enums are stored by their value so
that rows stay readable and adding a member needs no migration of data.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeEngine

E = TypeVar("E", bound=StrEnum)

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All mapped classes of Mieterdesk."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware instant, kept in UTC.

    SQLite has no zone, so the value is stored as naive UTC there; a naive value handed in is a
    programming error and raises ``ValueError``.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring an instant into the form the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give an instant its zone back."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class EnumText(TypeDecorator[E]):
    """A ``StrEnum`` stored as its value."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum_class: type[E]) -> None:
        super().__init__()
        self.enum_class = enum_class
        # Thousands of rows are read at once; to ask the class for each takes five times as long.
        self._members = {member.value: member for member in enum_class}

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        """Return the value; anything that is no member raises ``ValueError``."""
        del dialect
        return None if value is None else self.enum_class(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Return the member."""
        del dialect
        if value is None:
            return None
        return self._members.get(value) or self.enum_class(value)


Id = BigInteger().with_variant(Integer, "sqlite")
"""Primary and foreign keys: 64 bit on PostgreSQL, the rowid on SQLite."""


class JsonValue(TypeDecorator[Any]):
    """A JSON document; never queried by content."""

    impl = JSON(none_as_null=True)
    cache_ok = True
    hashable = False

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep it as JSONB on PostgreSQL, as a text in a file."""
        if dialect.name != "postgresql":
            return super().load_dialect_impl(dialect)
        # What knows PostgreSQL is 2 MB that a file has no use for.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))


class JsonOrNothing(JsonValue):
    """A JSON document that is None where its text is broken.

    A file of SQLite takes any text in place of a document. For rows that are listed together: one
    that somebody spoiled must not hide the others.
    """

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a document."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def read_or_nothing(value: object) -> object:
            try:
                return read(value)
            except (ValueError, RecursionError):
                return None

        return read_or_nothing


JsonObject = dict[str, Any]


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Describe an index of the rows that meet a condition, which is ``info["where"]``.

    The migrations spell the condition for both products. Here it is given for none: a condition for
    PostgreSQL would load all that SQLAlchemy knows of it, also where a file is used.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


class Identified:
    """Mixin: a surrogate key."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)


class Versioned:
    """Mixin for rows that two people can edit.

    The number rises with every change; SQLAlchemy refuses a write onto another version with
    ``StaleDataError``, which the unit of work turns into ``conflict.changed``.
    """

    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Name the column that counts the versions."""
        return {"version_id_col": cls.version}
