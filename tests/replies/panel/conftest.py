"""What tests of the reply panel share: a configured origin, a connected frame, an article."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from knowledge.articles.models import Article
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index

ORIGIN = "https://tickets.example"
NONCE = "n" * 24
CONNECT = "/panel/connect/"
BODY = (
    "/// customer\nUnplug the box for **thirty seconds**.\n///\n\nWrite lot 24-B on the form.\n\n"
    "/// partner\nOrder part 77.\n///"
)

Post = Callable[..., Any]


@pytest.fixture(autouse=True)
def origins(settings: Any, tmp_path: Any) -> Any:
    settings.PANEL_ORIGINS = [ORIGIN]
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


@pytest.fixture
def article(expert: User) -> Article:
    made = make_article("Orange light", owner=expert, body=BODY, areas=[make_area()])
    follow()
    return made


def token_in(client: Client, origin: str = ORIGIN) -> str:
    asked = {"origin": origin, "nonce": NONCE}
    return str(client.post(CONNECT, asked).context["token"])


@pytest.fixture
def post(contact: User, client_of: ClientOf) -> Post:
    """`post("found", text="…")`: as the panel in a frame asks, without any cookie."""
    token = token_in(client_of(contact))
    outside = Client(enforce_csrf_checks=True)

    def ask(part: str, /, **fields: Any) -> Any:
        headers = {"Authorization": f"Panel {token}"}
        return outside.post(f"/panel/{part}/", {"language": "en"} | fields, headers=headers)

    return ask
