"""Each test has an index folder of its own, empty until the test calls `follow`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.search.indexing import forget_index


@pytest.fixture(autouse=True)
def index_dir(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield settings.INDEX_DIR
    forget_index()
