"""What a configuration consists of; a file keeps it so (``docs/administration.md``)."""

from enum import StrEnum


class ChangedKind(StrEnum):
    """What a change of the configuration is about; values are the names of the file's lists."""

    COMPANY = "companies"
    CATEGORY = "categories"
    PERSON = "staff"
    TEAM = "teams"
    RULE = "routing"
    REPLY = "replies"
    LETTER = "letters"
