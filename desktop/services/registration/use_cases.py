"""The door of the room: what screens, commands and other rooms ask for about codes."""

from desktop.services.registration.commands import (
    GuardAnswer,
    ReleaseRequest,
    RequestCode,
)
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
from desktop.services.registration.view import (
    CodeOptions,
    CodeRow,
    PartyOptions,
    RenderedCode,
    RequestedCode,
)

__all__ = [
    "CodeOptions",
    "CodeRow",
    "GuardAnswer",
    "ImportVerdict",
    "ImportedCode",
    "ImportedHash",
    "ImportedResult",
    "PartyOptions",
    "PreparedCodes",
    "ReleaseRequest",
    "RenderedCode",
    "RequestCode",
    "RequestedCode",
    "code_options",
    "codes_of_contract",
    "hash_imported",
    "held_back",
    "import_code",
    "letter_codes",
    "lock_letters",
    "not_again",
    "post_codes",
    "prepare_codes",
    "release_request",
    "render_again",
    "render_request",
    "render_requests",
    "request_code",
    "requests_to_release",
    "take_code_back",
    "take_letters_back",
]
