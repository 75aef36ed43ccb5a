"""The other ends: an SMTP server that may refuse, and an HTTP server that keeps what it is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _Handler:
    """Keeps messages; answers what it was told to."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: dict[str, str] = {}
        self.data: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.data:
            return self.data.pop(0)
        parsed = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        return "250 taken"


class Mailbox(Controller):
    """A real SMTP server on a free port of loopback."""

    handler: _Handler

    def __init__(self) -> None:
        super().__init__(_Handler(), hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        """The port was free to choose: learn it before the first look."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def messages(self) -> list[EmailMessage]:
        return self.handler.messages

    def refuse(self, address: str, answer: str) -> None:
        """What RCPT TO this address is answered, “550 no such mailbox”."""
        self.handler.recipients[address] = answer

    def answer_data(self, *answers: str) -> None:
        """What the next messages are answered."""
        self.handler.data.extend(answers)


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return part.get_content()


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return part.get_content()


@dataclass
class Arrived:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A real HTTP server; `answers` are the statuses of the next requests, then 204; `retry_after` is what it
    says with each.
    """

    arrived: list[Arrived] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    retry_after: str = ""
    before_answer: Callable[[], object] | None = None

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.arrived.append(Arrived(self.path, headers, body))
                if receiver.before_answer is not None:
                    receiver.before_answer()
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{receiver.url}elsewhere")
                if receiver.retry_after:
                    self.send_header("Retry-After", receiver.retry_after)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"
