"""How long ``check-bank-details`` takes for many lines, against a plain loop over schwifty.

    python benchmarks/check_bank_details.py [--lines 100000] [--rounds 3] [--limit 1.5]

The plain loop reads the same lines, asks schwifty for the check of the account, the bank's name and
its BIC, and writes one JSON line. Both run in processes of their own and are measured in processor
time, because neither waits for anything; what a process needs to start and to load data is spent
on a first small input and left out. The rounds alternate, so that a busy machine slows both. Exit
status 1 if the ratio of the medians is above the limit or if memory grows with the input.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP_LINES = 2_000
ALLOWED_GROWTH = 16 * 1024
"""Kilobytes by which ten times as many lines may raise the peak of memory."""


def generate(path: Path, lines: int) -> None:
    """Write applications as a company sees them: mostly right, a few wrong in every way."""
    from schwifty import IBAN

    chance = random.Random(20_261_120)
    pool = [str(IBAN.random(country_code="DE", random=chance)) for _ in range(4_000)]
    pool += [str(IBAN.random(country_code=code, random=chance)) for code in ("AT", "NL", "PL") * 40]
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            file.write(json.dumps(_record(number, chance, pool), ensure_ascii=False) + "\n")


def _record(number: int, chance: random.Random, pool: list[str]) -> dict[str, object]:
    first = chance.choice(("Erika", "Max", "Aylin", "Núria", "Jörg", "Piotr", "Anna-Lena"))
    surname = f"{chance.choice(('Muster', 'Beispiel', 'Platzhalter'))}{_letters(number)}"
    holder = f"{first} {surname}"
    iban = _account(chance, pool)
    received = date(2026, 1, 1) + timedelta(days=chance.randrange(330))
    record: dict[str, object] = {
        "id": number,
        "iban": iban,
        "account_holder": holder,
        "tenants": [f"{first} {surname}", f"Kim {surname}"],
        "received_at": f"{received}T{chance.randrange(24):02d}:15:00+01:00",
        "federal_state": chance.choice(("HH", "BW", "BY", "SN")),
        "mandate": {
            "reference": f"THOR-{number:06d}-01",
            "creditor_id": "DE98ZZZ09999999999",
            "signed_on": received.isoformat(),
        },
    }
    if chance.random() < 0.1:
        record["account_holder"] = f"Rolf {surname}"
        record["holder_address"] = {
            "street": "Beispielstieg",
            "house_number": "7",
            "postcode": "20535",
            "town": "Hamburg",
            "country": "DE",
        }
    return record


def _account(chance: random.Random, pool: list[str]) -> str:
    iban = chance.choice(pool)
    grouped = " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
    if chance.random() < 0.03:
        place = chance.randrange(4, len(iban))
        return iban[:place] + chance.choice("0123456789") + iban[place + 1 :]
    return grouped if chance.random() < 0.5 else iban


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def baseline(source: Path, target: Path) -> None:
    """The plain loop the command is compared with."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as output:
        for line in lines:
            record = json.loads(line)
            try:
                iban = IBAN(record["iban"], validate_bban=True)
                valid = True
            except SchwiftyException:
                iban = IBAN(record["iban"], allow_invalid=True)
                valid = False
            bic = iban.bic if valid else None
            answer = {
                "id": record["id"],
                "iban": str(iban),
                "valid": valid,
                "bank_name": iban.bban.bank_name if valid else None,
                "bic": str(bic) if bic else None,
            }
            output.write(json.dumps(answer, ensure_ascii=False) + "\n")


def ours(source: Path, target: Path) -> None:
    """The command itself, in this process."""
    sys.path.insert(0, str(ROOT))
    from desktop.commands import check_bank_details

    parser = argparse.ArgumentParser()
    check_bank_details.add_arguments(parser)
    args = parser.parse_args([str(source), "--today", "2026-11-23"])
    before = sys.stdout
    with target.open("w", encoding="utf-8") as output:
        sys.stdout = output
        try:
            check_bank_details.run(args)
        finally:
            assert isinstance(sys.stdout, TextIOWrapper)
            sys.stdout = before


CONTESTANTS: dict[str, Callable[[Path, Path], None]] = {"ours": ours, "baseline": baseline}


def work(name: str, warm_up: Path, source: Path, target: Path) -> None:
    """Run one contestant in this process and print seconds and peak memory in kilobytes."""
    run = CONTESTANTS[name]
    run(warm_up, target)
    start = time.process_time()
    run(source, target)
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "peak": peak_memory()}))


def peak_memory() -> int:
    """Return the most memory this process has used, in kilobytes; 0 where nobody tells."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(name: str, folder: Path, source: Path) -> dict[str, float]:
    """Run one contestant in a process of its own."""
    arguments = [name, str(folder / "warm-up.jsonl"), str(source), str(folder / "out.jsonl")]
    done = subprocess.run(
        [sys.executable, __file__, "--work", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> int:
    """Measure, print the table, judge."""
    parser = argparse.ArgumentParser(description="check-bank-details against a plain loop")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=1.5)
    parser.add_argument("--work", nargs=4, metavar=("NAME", "WARM_UP", "SOURCE", "TARGET"))
    args = parser.parse_args()
    if args.work:
        work(args.work[0], *map(Path, args.work[1:]))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "warm-up.jsonl", WARM_UP_LINES)
        generate(folder / "tenth.jsonl", args.lines // 10)
        generate(folder / "all.jsonl", args.lines)
        return judge(folder, args)


def judge(folder: Path, args: argparse.Namespace) -> int:
    """Run the rounds and return the exit status."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(args.rounds):
        for name in CONTESTANTS:
            seconds[name].append(measure(name, folder, folder / "all.jsonl")["seconds"])
    small = measure("ours", folder, folder / "tenth.jsonl")["peak"]
    large = measure("ours", folder, folder / "all.jsonl")["peak"]
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{args.lines} lines, median of {args.rounds} rounds")
    for name, median in medians.items():
        print(f"  {name:<9} {median:8.2f} s  {median / args.lines * 1e6:7.1f} µs a line")
    ratio = medians["ours"] / medians["baseline"]
    print(f"  ratio     {ratio:8.2f}    (limit {args.limit})")
    print(f"  peak      {small / 1024:8.1f} MB at a tenth, {large / 1024:.1f} MB at all lines")
    return 0 if ratio <= args.limit and large - small <= ALLOWED_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
