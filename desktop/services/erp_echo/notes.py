"""What is kept at a value that waits: what the ERP brought instead, or why a person ended it."""

import json
from collections.abc import Mapping

from desktop.domain.erp_echo import EchoVerdict
from desktop.domain.iban import mask_iban
from desktop.services.erp_echo.awaited import EchoNote


def brought_text(note: EchoNote) -> str:
    """Return what the ERP brought as it is kept: JSON; an IBAN is masked, nobody needs it whole."""
    if note.verdict is EchoVerdict.CONFIRMED:
        return ""
    values = {
        name: mask_iban(value) if name == "iban" and value else value
        for name, value in sorted(note.values.items())
    }
    newer = note.verdict is EchoVerdict.NEWER
    return json.dumps({"values": values, "newer": newer}, ensure_ascii=False)


def brought_values(echo_note: str) -> tuple[Mapping[str, str], bool]:
    """Return what ``brought_text`` kept, and whether the ERP's value was newer and counts."""
    kept = _kept(echo_note)
    values = kept.get("values")
    return (values if isinstance(values, dict) else {}), bool(kept.get("newer"))


def settled_text(reason: str) -> str:
    """Return why a person ended the waiting, as it is kept."""
    return json.dumps({"settled": reason}, ensure_ascii=False)


def settled_reason(echo_note: str) -> str:
    """Return why a person ended the waiting; "" where nobody did."""
    return str(_kept(echo_note).get("settled", ""))


def _kept(echo_note: str) -> Mapping[str, object]:
    kept = json.loads(echo_note) if echo_note.startswith("{") else {}
    return kept if isinstance(kept, dict) else {}
