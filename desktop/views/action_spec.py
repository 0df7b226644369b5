"""What an action is: its name, its chapter, its text, icon, keys and permission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from desktop.services.staff.access import Permission
from desktop.texts import tr


class ActionId(StrEnum):
    """Names of all actions."""

    TAKE = "case.take"
    REPLY = "case.reply"
    NOTE = "case.note"
    NEXT_GAP = "case.next_gap"
    CHECK_SPELLING = "look.spelling"
    ATTACH = "case.attach"
    SEND_AND_CLOSE = "case.send_and_close"
    WAIT = "case.wait"
    RESUME = "case.resume"
    CLOSE = "case.close"
    REOPEN = "case.reopen"
    REQUEST_ADDRESS = "bank.request_address"
    CORRECT = "bank.correct"
    ACKNOWLEDGE = "bank.acknowledge"
    NEXT_SIBLING = "bank.next_sibling"
    PRINT = "letters.print"
    PRINT_CASE = "case.print"
    SAVE_CASE = "case.save_pdf"
    EDIT_APPLICATION = "bank.edit_application"
    REQUEST_FIELDS = "case.request_fields"
    MAIN = "main"
    REFUSE = "refuse"
    RECORD = "contact.record"
    NEXT_CASE = "case.next"
    PREVIOUS_CASE = "case.previous"
    UNDO = "undo"
    REFRESH = "refresh"
    FILTER = "list.filter"
    NEXT_AREA = "area.next"
    PREVIOUS_AREA = "area.previous"
    LARGER = "font.larger"
    SMALLER = "font.smaller"
    NORMAL_SIZE = "font.normal"
    SWITCH_USER = "user.switch"
    RENEW_SIGN_IN = "user.renew_sign_in"
    LOCK = "user.lock"
    THEME_LIGHT = "theme.light"
    THEME_DARK = "theme.dark"
    THEME_SYSTEM = "theme.system"
    LANGUAGE_GERMAN = "language.de"
    LANGUAGE_ENGLISH = "language.en"
    OPEN_VIEW_1 = "view.1"
    OPEN_VIEW_2 = "view.2"
    OPEN_VIEW_3 = "view.3"
    OPEN_VIEW_4 = "view.4"
    OPEN_VIEW_5 = "view.5"
    OPEN_VIEW_6 = "view.6"
    OPEN_VIEW_7 = "view.7"
    OPEN_VIEW_8 = "view.8"
    OPEN_VIEW_9 = "view.9"
    OPEN_CLOSED = "view.closed"
    NEW_WINDOW = "window.new"
    CASE_IN_NEW_WINDOW = "window.case"
    QUIT = "quit"
    PALETTE = "palette"
    SEARCH = "search"
    OVERVIEW = "keys"
    ABOUT = "about"
    NEXT_URGENT = "case.urgent"
    SORT_URGENCY = "sort.urgency"
    SORT_RECEIVED = "sort.received"
    SORT_NAME = "sort.name"
    SORT_CATEGORY = "sort.category"
    OPEN_ACCOUNTS = "area.accounts"
    OPEN_ACCOUNT = "account.open"
    NEW_CODE = "account.new_code"
    UPLOAD_DOCUMENT = "documents.upload"
    CASE_DOCUMENTS = "documents.case"
    ATTACH_DOCUMENT = "documents.attach"
    ASK_ARCHIVE = "documents.archive"
    TENANT_VIEW = "documents.tenant_view"
    OPEN_LETTERS = "area.letters"
    OPEN_UPLOADS = "area.uploads"
    OPEN_USAGE = "area.usage"
    OPEN_FORMS = "area.forms"
    OPEN_HAND_OVER = "area.hand_over"
    OPEN_QUARANTINE = "area.quarantine"
    OPEN_OPERATION = "area.operation"
    OPEN_REPLIES = "area.replies"
    OPEN_CATEGORIES = "area.categories"
    OPEN_TEAMS = "area.teams"
    OPEN_AUDIT = "area.audit"
    OPEN_LETTER_TEMPLATES = "area.letter_templates"
    OPEN_STAFF = "area.staff"
    OPEN_COMPANIES = "area.companies"
    OPEN_RULES = "area.rules"
    OPEN_OFFICE = "area.office"
    OPEN_CONFIGURATION = "area.configuration"
    OPEN_ACCOUNT_SETTINGS = "area.account_settings"
    OPEN_DOCUMENT_STORE = "area.document_store"
    OPEN_MASTER_DATA = "area.master_data"
    WHO_GETS = "case.who_gets"
    NORMAL_COLUMNS = "columns.normal"
    TOGGLE_READ = "case.read"
    NOTICES = "notices"
    FILTER_PANEL = "list.filter_panel"
    SAVE_VIEW = "list.save"
    ORDER = "damage.order"
    ORDER_SENT = "damage.order_sent"
    ORDER_DONE = "damage.order_done"
    PICTURES = "damage.pictures"
    GROUP = "damage.group"
    GROUP_REPLY = "damage.group_reply"
    UNGROUP = "damage.ungroup"
    CONTACT_DATA = "contact_data.compare"
    APPLY_CONTACT = "contact_data.apply"
    CLINIC = "registration.clinic"
    CLINIC_REPLY = "registration.reply"
    CLINIC_LETTERS = "registration.letters"
    CLINIC_COPY = "registration.copy"
    CERTIFICATE = "certificates.fill"
    ISSUE_CERTIFICATE = "certificates.issue"
    ASSIGN = "case.assign"
    UNASSIGN = "case.unassign"
    PRIORITY = "case.priority"
    ACCEPT_PRIORITY = "case.priority_accept"
    DISMISS_PRIORITY = "case.priority_dismiss"
    CATEGORY = "case.category"
    TAGS = "case.tags"
    LINK = "case.link"
    UNLINK = "case.unlink"
    SPLIT = "case.split"
    MERGE = "case.merge"
    UNMERGE = "case.unmerge"
    BULK_ALL = "bulk.all"
    BULK_ASSIGN = "bulk.assign"
    BULK_REPLY = "bulk.reply"
    BULK_CATEGORY = "bulk.category"
    BULK_WAIT = "bulk.wait"
    BULK_PRIORITY = "bulk.priority"
    BULK_TAG = "bulk.tag"
    BULK_CLOSE = "bulk.close"
    BULK_HAND_OVER = "bulk.hand_over"


OPEN_VIEWS = (
    ActionId.OPEN_VIEW_1,
    ActionId.OPEN_VIEW_2,
    ActionId.OPEN_VIEW_3,
    ActionId.OPEN_VIEW_4,
    ActionId.OPEN_VIEW_5,
    ActionId.OPEN_VIEW_6,
    ActionId.OPEN_VIEW_7,
    ActionId.OPEN_VIEW_8,
    ActionId.OPEN_VIEW_9,
)


class ActionGroup(StrEnum):
    """Where an action stands in the overview of all keys, in the order of its chapters."""

    CASE = "case"
    MOVE = "move"
    LIST = "list"
    PLACE = "place"
    WINDOW = "window"
    LOOK = "look"


class Readiness(Enum):
    """Whether an action can be done now."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One entry of the registry.

    ``text`` is a German message id, and so is ``also``: other words by which the palette finds it.
    ``shortcuts`` are Qt names; the first is shown on buttons. ``stands_for`` are acts on one case
    whose keys this one answers while several are chosen.
    """

    id: ActionId
    group: ActionGroup
    text: str
    icon: str | None = None
    shortcuts: tuple[str, ...] = ()
    permission: Permission | None = None
    starts: Readiness = Readiness.IMPOSSIBLE
    also: str = ""
    stands_for: tuple[ActionId, ...] = ()


def group_title(group: ActionGroup) -> str:
    """Heading of a chapter of the overview."""
    titles = {
        ActionGroup.CASE: tr("Vorgang"),
        ActionGroup.MOVE: tr("Wege"),
        ActionGroup.LIST: tr("Liste"),
        ActionGroup.PLACE: tr("Ansichten und Bereiche"),
        ActionGroup.WINDOW: tr("Fenster und Programm"),
        ActionGroup.LOOK: tr("Darstellung"),
    }
    return titles[group]
