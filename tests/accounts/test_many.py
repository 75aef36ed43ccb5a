"""Very many people in a query: named in the statement, and nothing but numbers gets there."""

import pytest

from accounts.actions import add_away
from accounts.many import named
from accounts.models import AwayPeriod, User
from tests.contributions.planning import TODAY

MANY = range(1_000_000, 1_000_200)


@pytest.mark.django_db
def test_of_many_the_same_people_are_found_as_of_few(expert: User, colleague: User) -> None:
    for person in (expert, colleague):
        add_away(person=person, first_day=TODAY, last_day=TODAY)
    for ids in ([expert.pk], [expert.pk, *MANY]):
        assert list(User.objects.filter(pk__in=named(ids))) == [expert]
        assert AwayPeriod.objects.get(person__in=named(ids)).person == expert


def test_only_numbers_are_written_into_a_statement() -> None:
    with pytest.raises(TypeError, match="requires a 'int' object"):
        named(["1) OR (1=1"] * 60)  # type: ignore[list-item]
