"""The plain statements of a view's first page: what is compared with."""

from collections.abc import Mapping

from desktop.services.inbox.rows import InboxView

_SELECT = """
SELECT s.case_id, c.reference, c.version, s.company_id, co.short_name, t.first_name, t.surname,
  te.contract_number, ca.code, ca.short_name, ca.icon, c.subject, s.channel, s.state,
  s.received_at, s.due_on, s.act_by, s.risk_from, s.risk_until, s.assignee_id, st.initials,
  st.name, s.waiting_until
FROM {source}
JOIN cases c ON c.id = s.case_id
JOIN companies co ON co.id = s.company_id
JOIN categories ca ON ca.id = s.category_id
LEFT JOIN tenancies te ON te.id = c.tenancy_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id AND p.party_number = 1
LEFT JOIN tenants t ON t.id = p.tenant_id
LEFT JOIN staff st ON st.id = s.assignee_id
{where} LIMIT 200
"""
_ORDER = "ORDER BY s.act_by, s.received_at, s.case_id"
_STANDINGS = "case_standings s"
_CLOSED = """
SELECT c.id, c.reference, c.version, c.company_id, co.short_name, t.first_name, t.surname,
  te.contract_number, ca.code, ca.short_name, ca.icon, c.subject, c.channel, c.state,
  c.received_at, c.due_on, c.assignee_id, st.initials, st.name, c.closed_at
FROM cases c
JOIN companies co ON co.id = c.company_id
JOIN categories ca ON ca.id = c.category_id
LEFT JOIN tenancies te ON te.id = c.tenancy_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id AND p.party_number = 1
LEFT JOIN tenants t ON t.id = p.tenant_id
LEFT JOIN staff st ON st.id = c.assignee_id
WHERE c.is_open = 0 ORDER BY c.closed_at DESC, c.id DESC LIMIT 200
"""


def floor_statement(view: InboxView, staff_id: int, today: str) -> str:
    """The plain statement of a view's first page."""
    where: Mapping[InboxView, str] = {
        InboxView.ALL_OPEN: "s.is_open",
        InboxView.MINE: f"s.is_open AND s.assignee_id = {staff_id}",
        InboxView.UNASSIGNED: "s.is_open AND s.assignee_id IS NULL",
        InboxView.DUE_TODAY: f"s.is_open AND s.act_by <= '{today}'",
        InboxView.RUN_AT_RISK: f"s.is_open AND s.risk_from <= '{today}'",
        InboxView.RELEASES: "s.state = 'proposed'",
        InboxView.WAITING: "s.state = 'waiting'",
        InboxView.LETTERS: "s.letter_waiting",
        InboxView.HAND_OVER: "s.hand_over_waiting",
    }
    if view is InboxView.CLOSED:
        return _CLOSED
    return _SELECT.format(source=_STANDINGS, where=f"WHERE {where[view]} {_ORDER}")
