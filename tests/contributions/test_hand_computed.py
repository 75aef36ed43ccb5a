"""Contribution time, computed by hand: each case shows its arithmetic.

Full time is 35 hours, 2,100 minutes, 420 a day, unless a case says otherwise; W48 of 2026 (23 to 29
November) has no public holiday. Formulas: product.md, "Contribution time, exactly".
"""

from datetime import date
from fractions import Fraction

import pytest

from knowledge.contributions.bands import Share, share_of, together
from tests.contributions import cases_of_holidays, cases_of_terms, cases_of_weeks
from tests.contributions.by_hand import Case

CASES = [*cases_of_weeks.CASES, *cases_of_holidays.CASES, *cases_of_terms.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_by_hand(case: Case) -> None:
    share = share_of(case.work, case.policies, *case.period, confirmed=case.confirmed)
    lowest, highest = map(Fraction, case.band)
    assert share.available == case.available, case.arithmetic
    assert (share.band.lowest, share.band.highest) == (lowest, highest), case.arithmetic
    assert share.standing is case.standing, case.arithmetic
    shown = "" if share.per_cent is None else f"{share.per_cent:.1f}"
    assert shown == case.shown, case.arithmetic
    assert share.left(case.committed) == case.left, case.arithmetic


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_days_one_by_one_add_up_to_the_same(case: Case) -> None:
    first, last = (each.toordinal() for each in case.period)
    each_day = [
        share_of(case.work, case.policies, on, on, confirmed=0)
        for on in map(date.fromordinal, range(first, last + 1))
    ]
    total = Share(case.confirmed) + together(each_day)
    assert total == share_of(case.work, case.policies, *case.period, confirmed=case.confirmed)


def test_there_are_at_least_sixty_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
