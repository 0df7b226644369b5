"""The door of the room: monthly consumption of meters."""

from desktop.services.consumption.deciding import accept_value, correct_value, refuse_value
from desktop.services.consumption.desk import usage_desk
from desktop.services.consumption.importing import UsageWatch, import_usage
from desktop.services.consumption.proofs import month_proofs, proof_file
from desktop.services.consumption.publishing import preview_month, publish_month
from desktop.services.consumption.reading import account_usage
from desktop.services.consumption.taking_back import take_usage_back

__all__ = [
    "UsageWatch",
    "accept_value",
    "account_usage",
    "correct_value",
    "import_usage",
    "month_proofs",
    "preview_month",
    "proof_file",
    "publish_month",
    "refuse_value",
    "take_usage_back",
    "usage_desk",
]
