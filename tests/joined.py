"""The joined files of production, served to a test's browser without collecting static files."""

from functools import cache, partial

from playwright.sync_api import BrowserContext, Route

from knowledge.ui.bundles import ENTRIES, bundle
from knowledge.ui.storage import read


@cache
def _joined(entry: str) -> str:
    return bundle(entry, read)


def _fulfill(body: str, kind: str, route: Route) -> None:
    route.fulfill(body=body, content_type=kind)


def serve_joined_files(context: BrowserContext) -> None:
    """Answer each entry file with what production would send."""
    for entry in ENTRIES:
        kind = "text/css" if entry.endswith(".css") else "text/javascript"
        context.route(f"**/static/{entry}", partial(_fulfill, _joined(entry), kind))
