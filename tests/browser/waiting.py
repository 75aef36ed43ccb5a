"""Waiting for what a person would see, and no longer: a machine may be quick, slow or both."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

PATIENCE = 15.0
"""Seconds until what never comes is said to be missing."""
PLACED = """() => {
  if (document.activeElement !== document.body || document.querySelector(":target")) return true;
  const field = document.querySelector("[autofocus]");
  return !field || !field.checkVisibility();
}"""


def settle(page: Page) -> None:
    """The scripts have run (they do before `load`), and the field that asks for the focus has it.

    A browser places the focus when it first paints, which may be after `load`: keys pressed before
    that go nowhere.
    """
    page.wait_for_load_state()
    page.wait_for_function(PLACED)


def until(page: Page, check: Callable[[], object]) -> None:
    """Waits for what only the database knows: a request that was sent without waiting has arrived."""
    end = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < end, "it never came"
        page.wait_for_timeout(30)


@contextmanager
def scripts_held(page: Page) -> Iterator[None]:
    """What is done inside, on pages opened inside, is done before any script of theirs has arrived."""
    held: list[Route] = []
    arrived = False
    page.context.route(
        "**/*.js", lambda route: route.continue_() if arrived else held.append(route)
    )
    yield
    arrived = True
    for route in held:
        route.continue_()
