"""Everybody reads what contacts change in their own words."""

from tests.access import SIGN_IN, expect

ROUTES = {"replies:learned": expect(everyone=200, stranger=SIGN_IN)}
