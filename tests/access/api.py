"""The API knows tokens only: a session, whoever's it is, opens nothing."""

from tests.access import expect

ROUTES = {
    "api:search": expect(everyone=401),
    "api:unknown": expect(everyone=401),
}
