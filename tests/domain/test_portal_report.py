"""What a report of the portal may say, by the reader and by its schema alike."""

from typing import Any

import pytest

from desktop.domain.accounts import ConsentKind
from desktop.domain.portal_event import REPORTS, PortalEventType, read_event
from desktop.domain.portal_json import RefusedEventError
from desktop.domain.portal_report import AccountReport, mask_input, read_report
from tests.support.clock import MONDAY
from tests.support.portal import other
from tests.support.schemas import problems

ACCOUNT_REPORTS = REPORTS - {
    PortalEventType.CONTACT_CHANGED,
    PortalEventType.DOCUMENT_READ,
    PortalEventType.CERTIFICATE_REQUESTED,
}
COMPLETED = PortalEventType.REGISTRATION_COMPLETED
WITHDRAWN = PortalEventType.CONSENT_WITHDRAWN


def _event(event_type: PortalEventType, **data: Any) -> dict[str, Any]:
    event = other(event_type, "report-1")
    event["data"].update(data)
    return event


def _read(event: dict[str, Any]) -> AccountReport:
    read = read_event(event, MONDAY)
    return read_report(read.data, withdraws=read.type is WITHDRAWN)


def _refused(event: dict[str, Any]) -> str:
    name = str(event["type"]).removeprefix("de.mieterdesk.")
    assert problems(f"to-desktop/{name}", event)
    with pytest.raises(RefusedEventError) as refused:
        _read(event)
    return f"{refused.value.reason.value} {refused.value.place}"


@pytest.mark.parametrize("event_type", sorted(ACCOUNT_REPORTS))
def test_a_report_needs_no_more_than_its_address(event_type: PortalEventType) -> None:
    event = _event(event_type)
    assert problems(f"to-desktop/{event_type.value}.v1", event) == []
    report = _read(event)
    assert (report.code_id, report.reason, report.masked_input, report.consents) == (
        None,
        "",
        "",
        (),
    )


def test_a_registration_tells_of_its_consents() -> None:
    event = _event(
        COMPLETED,
        code_id="c-1",
        email="marga@example.org",
        consents=[
            {"kind": "terms", "text_version": "2026-01", "at": "2026-11-20T10:00:00+01:00"},
            {"kind": "electronic_delivery"},
        ],
    )
    assert problems("to-desktop/registration.completed.v1", event) == []
    report = _read(event)
    assert (report.code_id, report.email) == ("c-1", "marga@example.org")
    terms, delivery = report.consents
    assert (terms.kind, terms.text_version) == (ConsentKind.TERMS, "2026-01")
    assert terms.at is not None
    assert terms.at.isoformat() == "2026-11-20T09:00:00+00:00"
    assert (delivery.kind, delivery.at) == (ConsentKind.ELECTRONIC_DELIVERY, None)


@pytest.mark.parametrize(
    ("event_type", "data", "place"),
    [
        (COMPLETED, {"consents": {}}, "data.consents"),
        (COMPLETED, {"consents": ["terms"]}, "data.consents"),
        (COMPLETED, {"consents": [{"kind": "cookies"}]}, "data.consents.kind"),
        (COMPLETED, {"consents": [{"kind": ["terms"]}]}, "data.consents.kind"),
        (
            COMPLETED,
            {"consents": [{"kind": "terms", "text_version": 3}]},
            "data.consents.text_version",
        ),
        (COMPLETED, {"consents": [{"kind": "terms", "at": "soon"}]}, "data.consents.at"),
        (COMPLETED, {"code_id": 7}, "data.code_id"),
        (WITHDRAWN, {"kind": "terms"}, "data.kind"),
        (PortalEventType.REGISTRATION_ATTEMPTED, {"reason": []}, "data.reason"),
        (PortalEventType.REGISTRATION_ATTEMPTED, {"masked_input": 1}, "data.masked_input"),
    ],
)
def test_what_is_there_has_its_type(
    event_type: PortalEventType, data: dict[str, Any], place: str
) -> None:
    assert _refused(_event(event_type, **data)) == f"schema {place}"


def test_the_only_consent_there_is_need_not_be_named() -> None:
    assert _read(_event(WITHDRAWN)).withdrawn is ConsentKind.ELECTRONIC_DELIVERY


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("••••-••••-••K7", "••••-••••-••K7"),
        ("****-****-**K7", "****-****-**K7"),
        ("ABCD-EFGH-JKK7", "••••-••••-••K7"),
        ("abc", "•••"),
        ("", ""),
        ("K7", "••"),
        ("…K7", "…K7"),
        ("xxxx-xxxx-xxK7", "xxxx-xxxx-xxK7"),
        ("AXXX-BCDE-FGHJ", "••••-••••-••HJ"),
        ("AB#D-EFGH-JKLM", "••#•-••••-••LM"),
    ],
)
def test_an_input_that_is_not_masked_is_masked_here(sent: str, kept: str) -> None:
    assert mask_input(sent) == kept
