"""Acts on many cases, as screens ask for them."""

from desktop.services.bulk.handing_over import hand_over_choices
from desktop.services.bulk.lost import half_undone, interrupted
from desktop.services.bulk.offers import offered_categories, offered_replies, reply_preview
from desktop.services.bulk.planning import plan, plan_hand_over
from desktop.services.bulk.running import run
from desktop.services.bulk.undoing import undo
from desktop.services.cases.assignment import all_receivers as receivers

__all__ = [
    "half_undone",
    "hand_over_choices",
    "interrupted",
    "offered_categories",
    "offered_replies",
    "plan",
    "plan_hand_over",
    "receivers",
    "reply_preview",
    "run",
    "undo",
]
