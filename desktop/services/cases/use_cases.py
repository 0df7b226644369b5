"""All that can be done with a case of any category, in one place.

Who only shows a case takes it from ``whole_case``, so that the acts are loaded with the first one.
"""

from desktop.services.cases.actions import (
    close,
    release_to_nobody,
    reopen,
    resume,
    take,
    wait_until,
)
from desktop.services.cases.assignment import assign, list_teams, receivers
from desktop.services.cases.files import AttachmentContent, attachment_bytes, thumbnail_bytes
from desktop.services.cases.links import link_cases, unlink_cases
from desktop.services.cases.merging import merge, unmerge
from desktop.services.cases.partners import partners
from desktop.services.cases.priority import dismiss_suggestion, set_priority
from desktop.services.cases.recategorise import category_choices, change_category
from desktop.services.cases.splitting import split_case, split_choices, split_messages
from desktop.services.cases.tags import add_tag, list_tags, remove_tag
from desktop.services.cases.whole_case import case_view, history_page

__all__ = [
    "AttachmentContent",
    "add_tag",
    "assign",
    "attachment_bytes",
    "case_view",
    "category_choices",
    "change_category",
    "close",
    "dismiss_suggestion",
    "history_page",
    "link_cases",
    "list_tags",
    "list_teams",
    "merge",
    "partners",
    "receivers",
    "release_to_nobody",
    "remove_tag",
    "reopen",
    "resume",
    "set_priority",
    "split_case",
    "split_choices",
    "split_messages",
    "take",
    "thumbnail_bytes",
    "unlink_cases",
    "unmerge",
    "wait_until",
]
