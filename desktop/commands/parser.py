"""``argparse`` in German, with one sentence instead of two lines when something does not fit."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NoReturn

from desktop.texts import tr

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


PROGRAM: Final = "mieterdesk" if getattr(sys, "frozen", False) else "main.py"
"""How a person calls the program: packaged or from the source."""


class CommandLineError(Exception):
    """The call does not fit; ``sentence`` says why, in one German sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class GermanParser(argparse.ArgumentParser):
    """A parser without abbreviations of options, whose errors are ``CommandLineError``."""

    def __init__(
        self,
        *,
        prog: str,
        description: str,
        list_commands: Callable[[], list[tuple[str, str]]] | None = None,
    ) -> None:
        super().__init__(
            prog=prog,
            description=description,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_GermanHelp,
        )
        self._list_commands = list_commands
        self._positionals.title = tr("Angaben")
        self._optionals.title = tr("Optionen")
        self.add_argument("-h", "--help", action="help", help=tr("zeigt diese Hilfe"))

    def error(self, message: str) -> NoReturn:
        """Raises what ``argparse`` would print in English.

        Raises:
            CommandLineError: always.
        """
        raise CommandLineError(german_message(message))

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Prints the help, with the commands where this parser opens the window."""
        super().print_help(file)
        if self._list_commands is not None:
            print(_table_of(self._list_commands()), file=file)


class _GermanHelp(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or tr("Aufruf: "))


def _table_of(commands: list[tuple[str, str]]) -> str:
    width = max((len(name) for name, _ in commands), default=0)
    lines = [f"  {name:<{width}}  {text}" for name, text in commands]
    heading = tr("Befehle (Hilfe zu einem Befehl: {program} BEFEHL --help):", program=PROGRAM)
    return "\n".join(["", heading, *lines])


def german_message(message: str) -> str:
    """The German sentence for a message of ``argparse``; what is unknown keeps its own words."""
    for pattern, sentence in _MESSAGES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return sentence(**match.groupdict())
    return message if message.endswith(".") else f"{message}."


def _missing(names: str) -> str:
    return tr("Es fehlt: {names}.", names=names)


def _unknown(names: str) -> str:
    return tr("Diese Angabe ist nicht vorgesehen: {names}.", names=names)


def _choice(option: str, value: str, choices: str) -> str:
    plain = choices.replace("'", "")
    return tr(
        "Für {option} ist „{value}“ nicht möglich; möglich sind: {choices}.",
        option=option,
        value=value,
        choices=plain,
    )


def _no_value(option: str) -> str:
    return tr("Hinter {option} fehlt der Wert.", option=option)


def _surplus_value(option: str) -> str:
    return tr("{option} nimmt keinen Wert an.", option=option)


def _bad_value(option: str, value: str) -> str:
    return tr("Für {option} ist „{value}“ kein gültiger Wert.", option=option, value=value)


def _not_together(option: str, other: str) -> str:
    return tr("{option} und {other} schließen einander aus.", option=option, other=other)


def _one_of(names: str) -> str:
    return tr("Eine dieser Angaben wird gebraucht: {names}.", names=names)


def _own_words(option: str, words: str) -> str:
    return f"{option}: {words}" if words.endswith(".") else f"{option}: {words}."


_MESSAGES: Final[tuple[tuple[str, Callable[..., str]], ...]] = (
    (r"the following arguments are required: (?P<names>.+)", _missing),
    (r"unrecognized arguments: (?P<names>.+)", _unknown),
    (r"one of the arguments (?P<names>.+) is required", _one_of),
    (
        (
            r"argument (?P<option>[^:]+): invalid choice: '?(?P<value>.*?)'? \(choose from "
            r"(?P<choices>.+)\)"
        ),
        _choice,
    ),
    (r"argument (?P<option>[^:]+): expected (?:one|at least one|\d+) arguments?", _no_value),
    (r"argument (?P<option>[^:]+): ignored explicit argument .*", _surplus_value),
    (r"argument (?P<option>[^:]+): invalid \S+ value: '?(?P<value>.*?)'?", _bad_value),
    (r"argument (?P<option>[^:]+): not allowed with argument (?P<other>.+)", _not_together),
    (r"argument (?P<option>[^:]+): (?P<words>.+)", _own_words),
)
