"""Each test has an index folder of its own, empty until the test calls `follow`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index
from tests.search.screen import BODY


@pytest.fixture(autouse=True)
def index_dir(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield settings.INDEX_DIR
    forget_index()


@pytest.fixture
def area(db: None) -> Area:
    return make_area("Home box", name_fr="Box maison")


@pytest.fixture
def orange(area: Area, expert: User) -> Article:
    article = make_article("Orange light of the box", owner=expert, body=BODY, areas=[area])
    follow()
    return article


@pytest.fixture
def browser(contact: User, client_of: ClientOf) -> Client:
    return client_of(contact)
