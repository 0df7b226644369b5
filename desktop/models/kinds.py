"""Closed vocabularies of the tables; they live in the domain because the views read them too."""

from desktop.domain.kinds import (
    DecisionKind,
    DeliveryChannel,
    DeliveryState,
    Direction,
    DraftKind,
    IntakeOutcome,
    LinkKind,
    NoteKind,
    PaymentMethod,
    PortalAccountState,
    QuarantineState,
    Role,
    UndoKind,
    UnitKind,
    VersionState,
)

__all__ = [
    "DecisionKind",
    "DeliveryChannel",
    "DeliveryState",
    "Direction",
    "DraftKind",
    "IntakeOutcome",
    "LinkKind",
    "NoteKind",
    "PaymentMethod",
    "PortalAccountState",
    "QuarantineState",
    "Role",
    "UndoKind",
    "UnitKind",
    "VersionState",
]
