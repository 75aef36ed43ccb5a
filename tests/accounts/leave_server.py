"""A real HTTP server on loopback that hands out calendars, or what it is told to instead."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class LeaveServer:
    """`body`, `status` and `headers` are the next answers; `paths` what was asked for."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/calendar"})
    etag: str = ""
    redirects: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    before_body: Callable[[], object] | None = None

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.paths.append(self.path)
                server.asked.append({name.lower(): value for name, value in self.headers.items()})
                server.answer(self)

            def log_message(self, *_words: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        return self

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        if to.path in self.redirects:
            to.send_response(302)
            to.send_header("Location", self.redirects[to.path])
        elif self.etag and to.headers.get("If-None-Match") == self.etag:
            to.send_response(304)
        else:
            to.send_response(self.status)
            for name, value in (self.headers | {"ETag": self.etag}).items():
                to.send_header(name, value)
            to.end_headers()
            if self.before_body is not None:
                self.before_body()
            with suppress(OSError):
                to.wfile.write(self.body)
            return
        to.end_headers()

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def address(self, path: str = "/leave.ics") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def pack(self, body: bytes) -> None:
        """Answer with this, packed."""
        self.body = gzip.compress(body)
        self.headers["Content-Encoding"] = "gzip"
