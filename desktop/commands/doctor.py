"""``doctor``: look at everything a data folder needs, and say what to do where something is ill."""

import argparse
import json
import sys
from typing import Final

from desktop.texts import tr

NAME: Final = "doctor"
HELP: Final = tr("untersucht den Datenordner und sagt, was zu tun ist; ändert nichts")
TEXT: Final = "text"
JSONL: Final = "jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--format",
        choices=(TEXT, JSONL),
        default=TEXT,
        help=tr("text für Menschen (Vorgabe), jsonl für Programme: eine Zeile je Prüfung"),
    )


def run(args: argparse.Namespace) -> int:
    """Examines the data folder; returns 1 where somebody has something to do.

    A line of ``jsonl`` has ``check``, ``level`` (ok, note, warning, danger), ``code`` and
    ``sentence``.

    Raises:
        UserError: ``settings.*``: without settings nobody knows where to look.
    """
    from desktop.services.operation.doctor import examine
    from desktop.texts.doctor import check_sentence, check_title
    from desktop.texts.health_line import level_word

    patient = args.application().build_patient(args.data_folder)
    is_ill = False
    for result in examine(patient):
        is_ill = is_ill or result.level.is_trouble
        sentence = check_sentence(result)
        if args.format == JSONL:
            told = {
                "check": result.check.value,
                "level": result.level.value,
                "code": result.code,
                "sentence": sentence,
            }
            line = json.dumps(told, ensure_ascii=False)
        else:
            line = f"[{level_word(result.level)}] {check_title(result.check)}: {sentence}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 1 if is_ill else 0
