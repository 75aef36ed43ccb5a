"""What a first visit to a page fetches: the page, its styles, scripts and images."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.browser import Browser

IN_PAGE = re.compile(
    r"<(?:link[^>]*rel=\"(?:stylesheet|icon|modulepreload|preload)\"[^>]*href|script[^>]*src|img[^>]*src)"
    r"=\"([^\"]+)\""
)
STYLESHEET_FIRST = re.compile(r"<link[^>]*href=\"([^\"]+)\"[^>]*rel=\"(?:stylesheet|icon)\"")
IN_STYLE = re.compile(r"@import\s+(?:url\()?[\"']([^\"']+)|url\([\"']?([^\"')]+)")
IN_SCRIPT = re.compile(r"(?:import|from)\s*\(?[\"']([^\"']+\.js)[\"']")


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, and how many requests they took."""

    kilobytes: float
    requests: int


def weigh(browser: Browser, path: str) -> Weight:
    """Fetch the page and all it names, each once, compressed."""
    page = browser.get(path)
    total, seen = page.size, {page.url}
    waiting = [
        urljoin(page.url, found)
        for found in IN_PAGE.findall(page.text) + STYLESHEET_FIRST.findall(page.text)
    ]
    while waiting:
        url = waiting.pop().partition("#")[0]
        if url in seen or not url.startswith(browser.base):
            continue
        seen.add(url)
        answer = browser.ask(url)
        total += answer.size
        kind = urlsplit(url).path.rpartition(".")[2]
        if kind == "css":
            pairs = IN_STYLE.findall(answer.text)
            waiting += [urljoin(url, first or second) for first, second in pairs]
        elif kind == "js":
            waiting += [urljoin(url, found) for found in IN_SCRIPT.findall(answer.text)]
    return Weight(total / 1000, len(seen))
