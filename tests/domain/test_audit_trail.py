"""Lines that fit to themselves but not to their place, and anchors of one line that differ."""

from datetime import date

from desktop.domain.audit_trail import (
    NO_HASH,
    Anchor,
    ChainedLine,
    TrailFault,
    TrailFinding,
    TrailJudge,
)


def line(number: int, previous: str, own: str) -> ChainedLine:
    return ChainedLine(number, previous, own, computed=own)


def judged(*lines: ChainedLine, anchors: tuple[Anchor, ...] = ()) -> list[TrailFinding]:
    judge = TrailJudge(anchors)
    return [*(found for one in lines for found in judge.judge(one)), *judge.end()]


def test_a_line_that_follows_another_one_was_put_in() -> None:
    first, put_in = line(1, NO_HASH, "a"), line(2, "elsewhere", "b")
    assert judged(first, line(2, "a", "b")) == []
    assert judged(first, put_in, line(3, "b", "c")) == [TrailFinding(TrailFault.INSERTED, 2, 2)]
    before_all = line(0, "elsewhere", "z")
    assert judged(before_all, first) == [TrailFinding(TrailFault.INSERTED, 0, 0)]


def test_of_two_anchors_of_a_line_the_one_that_differs_tells() -> None:
    right, other = Anchor(date(2026, 11, 23), 1, "a"), Anchor(date(2026, 11, 24), 1, "b")
    found = [TrailFinding(TrailFault.REWRITTEN, 1, 1, other.day)]
    assert judged(line(1, NO_HASH, "a"), anchors=(right, other)) == found
