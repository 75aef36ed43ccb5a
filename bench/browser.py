"""A person at a browser, as far as measuring needs one: cookies, forms, timing."""

import gzip
import http.client
import http.cookies
import time
import urllib.parse
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


class Browser:
    """Keeps its connection open, as browsers do, and follows redirects by itself, so that each step is
    timed apart."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._jar: dict[str, str] = {}
        self._host = urllib.parse.urlsplit(base).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=TIMEOUT_SECONDS)

    @property
    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._jar.items())

    def ask(self, path: str, fields: dict[str, list[str]] | None = None) -> Answer:
        """One request, no redirect followed."""
        url = urllib.parse.urljoin(self.base, path)
        body = urllib.parse.urlencode(fields, doseq=True) if fields is not None else None
        headers = {
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
            "Referer": self.base,
            "Cookie": self.cookies,
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = urllib.parse.urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
        started = time.perf_counter()
        response, content = self._send("GET" if body is None else "POST", target, body, headers)
        seconds = time.perf_counter() - started
        self._keep_cookies(response)
        is_packed = response.headers["Content-Encoding"] == "gzip"
        plain = gzip.decompress(content) if is_packed else content
        return Answer(
            response.status,
            urllib.parse.urljoin(url, response.headers.get("Location") or url),
            plain.decode(errors="replace"),
            len(content),
            seconds,
            response.headers.get("X-Request-ID", ""),
        )

    def _send(
        self, method: str, target: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Once more over a new connection, where the server closed the one that was quiet too long."""
        was_open = self._connection.sock is not None
        try:
            self._connection.request(method, target, body, headers)
            response = self._connection.getresponse()
            return response, response.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            if not was_open:
                raise
            return self._send(method, target, body, headers)

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self._jar[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self._jar[name]

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
