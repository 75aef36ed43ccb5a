"""A person at a browser, as far as measuring needs one: cookies, forms, timing."""

import gzip
import http.cookiejar
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

TIMEOUT_SECONDS = 60


@dataclass
class Answer:
    """What came back. `size` is in bytes on the wire, without headers."""

    status: int
    url: str
    text: str
    size: int
    seconds: float
    request_id: str


@dataclass
class Form:
    """A form as its page sends it."""

    action: str
    method: str
    identifier: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page, fields with their present values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(
                Form(given.get("action", ""), given.get("method", "get"), given.get("id", ""))
            )
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea" and name:
            self._textarea = name
            self.forms[-1].fields[name] = [""]
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].fields.setdefault(self._select, []).append(given.get("value", ""))

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"submit", "button", "file", "image"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        self.forms[-1].fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea][0] += data


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


class Browser:
    """Follows redirects by itself, so that each step is timed apart."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), _NoRedirect()
        )

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def ask(self, path: str, fields: dict[str, list[str]] | None = None) -> Answer:
        """One request, no redirect followed."""
        url = urllib.parse.urljoin(self.base, path)
        data = urllib.parse.urlencode(fields, doseq=True).encode() if fields is not None else None
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html", "Referer": self.base}
        request = urllib.request.Request(url, data, headers)
        started = time.perf_counter()
        try:
            response = self._opener.open(request, timeout=TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            body = response.read()
        seconds = time.perf_counter() - started
        plain = gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body
        return Answer(
            response.status,
            urllib.parse.urljoin(url, response.headers.get("Location") or url),
            plain.decode(errors="replace"),
            len(body),
            seconds,
            response.headers.get("X-Request-ID", ""),
        )

    def get(self, path: str) -> Answer:
        """The page, redirects followed. Raises RuntimeError unless it is there."""
        answer = self.ask(path)
        for _hop in range(5):
            if answer.status not in {301, 302, 303}:
                break
            answer = self.ask(answer.url)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer

    def form(self, answer: Answer, *, having: str) -> Form:
        """The form of a page which has a field of that name."""
        reading = _Forms()
        reading.feed(answer.text)
        for form in reading.forms:
            if having in form.fields:
                form.action = urllib.parse.urljoin(answer.url, form.action)
                return form
        raise RuntimeError(f"{answer.url} has no form with a field “{having}”")

    def sign_in(self, email: str, password: str) -> None:
        form = self.form(self.get("/accounts/login/"), having="password")
        form.fields |= {"login": [email], "password": [password]}
        answer = self.ask(form.action, form.fields)
        if answer.status not in {302, 303}:
            raise RuntimeError(f"{email} could not sign in ({answer.status})")
