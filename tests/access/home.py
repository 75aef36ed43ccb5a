"""Everybody who is signed in has a home page."""

from tests.access import SIGN_IN, expect

ROUTES = {"home": expect(everyone=200, stranger=SIGN_IN)}
