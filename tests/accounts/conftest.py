"""`who("lead")`: that member of the cast, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import ClientOf


@pytest.fixture
def who(request: pytest.FixtureRequest, client_of: ClientOf) -> Callable[[str], Client]:
    """`who("lead")`: that member of the cast, signed in; "stranger" is nobody."""

    def signed_in(name: str) -> Client:
        return Client() if name == "stranger" else client_of(request.getfixturevalue(name))

    return signed_in
