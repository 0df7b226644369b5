"""Lines that fit to themselves but not to their place, and anchors of one line that differ."""

from datetime import date

from desktop.domain.audit_trail import (
    NO_HASH,
    Anchor,
    ChainedLine,
    RestoredLines,
    TrailFault,
    TrailFinding,
    TrailJudge,
)


def line(number: int, previous: str, own: str) -> ChainedLine:
    return ChainedLine(number, previous, own, computed=own)


def judged(
    *lines: ChainedLine,
    anchors: tuple[Anchor, ...] = (),
    restored: tuple[RestoredLines, ...] = (),
) -> list[TrailFinding]:
    judge = TrailJudge(anchors, restored)
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


DAY, NEXT_DAY = date(2026, 11, 23), date(2026, 11, 24)


def test_a_restore_excuses_what_was_noted_before_it_and_nothing_noted_later() -> None:
    went = (RestoredLines(1, 2, DAY),)
    before, later = Anchor(DAY, 1, "old"), Anchor(NEXT_DAY, 1, "new")
    first = line(1, NO_HASH, "a")
    excused, found = TrailFault.RESTORED, TrailFault.REWRITTEN
    assert judged(first, anchors=(before,), restored=went) == [TrailFinding(excused, 1, 1, DAY)]
    told = [TrailFinding(found, 1, 1, NEXT_DAY)]
    assert judged(first, anchors=(later,), restored=went) == told
    # What is excused hides nothing that is not.
    assert judged(first, anchors=(before, later), restored=went) == told


def test_what_was_cut_off_after_a_restore_is_told_beside_a_longer_log_that_went() -> None:
    anchors = (Anchor(DAY, 9, "old"), Anchor(NEXT_DAY, 5, "new"))
    first = line(1, NO_HASH, "a")
    for last in (9, None):
        went = (RestoredLines(1, last, DAY),)
        cut_off = [TrailFinding(TrailFault.CUT_OFF, 2, 5, NEXT_DAY)]
        assert judged(first, anchors=anchors, restored=went) == cut_off
        excused = [TrailFinding(TrailFault.RESTORED, 2, 9, DAY)]
        assert judged(first, anchors=anchors[:1], restored=went) == excused
    assert judged(first, anchors=anchors[:1], restored=(RestoredLines(1, 8, DAY),)) == [
        TrailFinding(TrailFault.CUT_OFF, 2, 9, DAY)
    ]
