"""What the portal reports of accounts and codes: attempts, registrations, closings, consents.

All of it may be absent or null; what is there has the type of the contract. Nothing that was typed
is kept: an input that is not masked is masked here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.domain.accounts import ConsentKind
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from desktop.domain.portal_time import parse_time
from desktop.domain.registration_code import MASK, last_two

_KINDS = frozenset(kind.value for kind in ConsentKind)
_LONGEST_WORD = 60
_LONGEST_MASKED = 80
_LONGEST_EMAIL = 120
_LONGEST_VERSION = 40
_HIDDEN = re.compile(f"[{MASK}*#_xX…]")
_SIGN = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """One consent or acknowledgement of a registration; ``at`` is None where it is not told."""

    kind: ConsentKind
    text_version: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReport:
    """What a report says beside whose it is.

    ``code_id`` is our name of a code (its ``public_id``). ``reason`` is the portal's own word for
    why an attempt failed, ``masked_input`` what it shows of the input. ``email`` is the address of
    a registration. ``withdrawn`` is the consent that was withdrawn.
    """

    code_id: str | None = None
    reason: str = ""
    masked_input: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    consents: tuple[GivenConsent, ...] = ()
    withdrawn: ConsentKind | None = None


def read_report(data: Mapping[str, Any], *, withdraws: bool) -> AccountReport:
    """Return what a report says; ``withdraws`` tells that a consent is withdrawn by it.

    Raises:
        RefusedEventError: ``schema``.
    """
    return AccountReport(
        code_id=_text(data, "code_id") or None,
        reason=(_text(data, "reason") or "")[:_LONGEST_WORD],
        masked_input=mask_input(_text(data, "masked_input") or ""),
        email=(_text(data, "email") or "")[:_LONGEST_EMAIL],
        consents=_consents(data),
        withdrawn=_withdrawn(data) if withdraws else None,
    )


def mask_input(text: str) -> str:
    """Return what may be kept of an input that the portal masked; one it did not mask is masked.

    All but its last two symbols become dots then; hyphens and blanks stay.
    """
    line = " ".join(text.split())[:_LONGEST_MASKED]
    if _is_masked(line):
        return line
    shown = last_two(line)
    return _SIGN.sub(MASK, line[: len(line) - len(shown)]) + shown


def _is_masked(line: str) -> bool:
    """Whether half of the signs or all but two are hidden: an X may be a symbol of the code."""
    hidden = len(_HIDDEN.findall(line))
    shown = len(_SIGN.findall(_HIDDEN.sub("", line)))
    return bool(hidden) and shown <= max(hidden, 2)


def _consents(data: Mapping[str, Any]) -> tuple[GivenConsent, ...]:
    entries = data.get("consents")
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise _schema("data.consents")
    return tuple(_consent(entry) for entry in entries)


def _consent(entry: object) -> GivenConsent:
    if not isinstance(entry, dict):
        raise _schema("data.consents")
    at, version = entry.get("at"), entry.get("text_version")
    if version is not None and not isinstance(version, str):
        raise _schema("data.consents.text_version")
    return GivenConsent(
        kind=_kind(entry.get("kind"), "data.consents.kind"),
        text_version=(version or "")[:_LONGEST_VERSION],
        at=None if at is None else parse_time(at, "data.consents.at"),
    )


def _withdrawn(data: Mapping[str, Any]) -> ConsentKind:
    """The consent that is withdrawn; there is only one that can be, so it need not be named."""
    value = data.get("kind")
    kind = ConsentKind.ELECTRONIC_DELIVERY if value is None else _kind(value, "data.kind")
    if not kind.can_be_withdrawn:
        raise _schema("data.kind")
    return kind


def _kind(value: object, place: str) -> ConsentKind:
    if not isinstance(value, str) or value not in _KINDS:
        raise _schema(place)
    return ConsentKind(value)


def _text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise _schema(f"data.{name}")
    return value


def _schema(place: str) -> RefusedEventError:
    return RefusedEventError(QuarantineReason.SCHEMA, place)
