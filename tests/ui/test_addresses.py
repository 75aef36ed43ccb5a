"""Addresses that are found once say what Django's lookup says."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from knowledge.ui.addresses import ANY_KEY, ANY_NUMBER, ANY_SLUG, address_around


@pytest.mark.parametrize(
    ("route", "sample", "value", "more"),
    [
        ("people:profile", ANY_SLUG, "helene-vasseur", ()),
        ("teams:detail", ANY_SLUG, "support", ()),
        ("articles:pane", ANY_SLUG, "reset-a-box", ()),
        ("threads:detail", ANY_NUMBER, 7, ()),
        ("search:left", ANY_KEY, uuid4(), ()),
        ("search:go", ANY_KEY, uuid4(), ("article", 0)),
    ],
)
def test_an_address_around_a_value_is_the_one_that_is_looked_up(
    route: str, sample: str | int, value: object, more: tuple[str | int, ...]
) -> None:
    assert address_around(route, sample, *more)(value) == reverse(route, args=[value, *more])


def test_a_route_that_is_none_is_said() -> None:
    with pytest.raises(NoReverseMatch):
        address_around("no:route", ANY_SLUG)


def test_other_routes_have_other_addresses() -> None:
    address_around("people:profile", ANY_SLUG)
    with override_settings(ROOT_URLCONF="allauth.urls"), pytest.raises(NoReverseMatch):
        address_around("people:profile", ANY_SLUG)
