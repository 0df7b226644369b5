"""The one kind of error that a person can do something about."""

from collections.abc import Mapping
from types import MappingProxyType


class UserError(Exception):
    """Something a person can put right; anything else that is raised is a bug.

    ``code`` selects the sentence in ``desktop.texts.errors``, ``params`` fills it. The text of the
    exception itself is the code alone, so that a log never shows what a tenant told us.
    """

    code: str
    params: Mapping[str, object]

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = MappingProxyType(params)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, dict(self.params))


def _rebuild(kind: type[UserError], code: str, params: dict[str, object]) -> UserError:
    return kind(code, **params)
