"""The door of the room: what screens, commands and other rooms ask for about codes."""

from desktop.services.registration.accounts import (
    close_portal_account,
    lock_portal_account,
    unlock_portal_account,
)
from desktop.services.registration.bulk import (
    BulkPlan,
    BulkRequest,
    BulkResult,
    plan_bulk_request,
    request_many,
)
from desktop.services.registration.commands import (
    CloseAccount,
    GuardAnswer,
    LockAccount,
    MarkReturned,
    ReleaseRequest,
    RequestCode,
    RevokeCode,
    UnlockAccount,
)
from desktop.services.registration.ending import expire_codes, revoke_code
from desktop.services.registration.holding_back import held_back, not_again
from desktop.services.registration.imported import (
    ImportedCode,
    ImportedHash,
    ImportedResult,
    ImportVerdict,
    hash_imported,
    import_code,
    take_code_back,
)
from desktop.services.registration.preparing import PreparedCodes, prepare_codes
from desktop.services.registration.reading import (
    code_options,
    codes_of_contract,
    requests_to_release,
)
from desktop.services.registration.rendering import (
    letter_codes,
    lock_letters,
    post_codes,
    render_again,
    render_request,
    render_requests,
    take_letters_back,
)
from desktop.services.registration.requesting import release_request, request_code
from desktop.services.registration.returned import ReturnedLetter, mark_returned
from desktop.services.registration.view import (
    CodeOptions,
    CodeRow,
    PartyOptions,
    RenderedCode,
    RequestedCode,
)

__all__ = [
    "BulkPlan",
    "BulkRequest",
    "BulkResult",
    "CloseAccount",
    "CodeOptions",
    "CodeRow",
    "GuardAnswer",
    "ImportVerdict",
    "ImportedCode",
    "ImportedHash",
    "ImportedResult",
    "LockAccount",
    "MarkReturned",
    "PartyOptions",
    "PreparedCodes",
    "ReleaseRequest",
    "RenderedCode",
    "RequestCode",
    "RequestedCode",
    "ReturnedLetter",
    "RevokeCode",
    "UnlockAccount",
    "close_portal_account",
    "code_options",
    "codes_of_contract",
    "expire_codes",
    "hash_imported",
    "held_back",
    "import_code",
    "letter_codes",
    "lock_letters",
    "lock_portal_account",
    "mark_returned",
    "not_again",
    "plan_bulk_request",
    "post_codes",
    "prepare_codes",
    "release_request",
    "render_again",
    "render_request",
    "render_requests",
    "request_code",
    "request_many",
    "requests_to_release",
    "revoke_code",
    "take_code_back",
    "take_letters_back",
    "unlock_portal_account",
]
