"""`manage.py serve`: prepare, then run web server and worker under one supervisor."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import sys
import traceback
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection

from knowledge.environment import LOOPBACK
from knowledge.operations.archive.restore import SERVING_LOCK
from knowledge.operations.health import missing_migrations
from knowledge.operations.supervisor import Child, Pulse, Supervisor
from knowledge.operations.turns import Turns, in_turn
from knowledge.operations.watching import (
    CAN_RESUME,
    NOT_MIGRATED,
    RESUME,
    WEB,
    Again,
    Watched,
    read_watched,
)
from knowledge.operations.web import BACKLOG, Server, local_address, open_socket, warm_up
from knowledge.search.counting import spare_those_who_wait

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def _refusal(error: OSError) -> SystemExit:
    """The sentence to stop with when the address cannot be had."""
    host, port = settings.HOST, settings.PORT
    if isinstance(error, socket.gaierror):
        problem = f"HOST: “{host}” is not an address of this machine."
    elif error.errno == errno.EADDRINUSE:
        problem = (
            f"PORT: {port} is in use on {host}. Stop the other program, or choose a free port: "
            f"PORT={port + 1} make run"
        )
    elif error.errno == errno.EACCES:
        problem = f"PORT: {port} needs more rights; choose one from 1024 up."
    else:
        problem = f"HOST: “{host}” cannot be listened on ({error.strerror})."
    return SystemExit(f"Terroir cannot start. {problem}")


def _told(error: Exception) -> str:
    """An error in one line, with the place that it comes from."""
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg} ({error.filename}:{error.lineno})"
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{words} ({place.filename}:{place.lineno})"


class Command(BaseCommand):
    help = "Serve Terroir: prepare what changed, then web and worker until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reload", action="store_true", help="for developers: start again when code changes"
        )
        parser.add_argument(RESUME, default="", help=SUPPRESS)
        parser.add_argument(CAN_RESUME, action="store_true", help=SUPPRESS)
        parser.add_argument("--listener", type=int, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["can_resume"]:
            self._probe(options["listener"], options["resume"])
            return
        if options["resume"]:
            self._resumed(options["listener"], options["resume"]).run(on_started=lambda: None)
        else:
            self._start(reload=options["reload"])
        self.stdout.write("Stopped.")

    def _start(self, *, reload: bool) -> None:
        serving = self._serving_lock()
        listener = self._socket()
        self._prepare()
        if reload:
            listener.close()
            children = [Child("web", self._runserver), Child("worker", self._worker_command)]
            Supervisor(children).run(on_started=self._announce)
        else:
            os.set_inheritable(serving.fileno(), True)
            self._listen(listener)
            self._supervisor(listener, []).run(on_started=self._announce)
        serving.close()

    def _probe(self, listener: int, children: str) -> None:
        """Do all that a resumed start does before it takes anything over, and end with what stands
        against it."""
        try:
            self._resumed(listener, children)
            missing = missing_migrations()
        except Exception as error:  # noqa: BLE001 - a resumed start would end of whatever it is
            raise SystemExit(f"A start from the code on disk would fail. {_told(error)}") from None
        if missing:
            names = ", ".join(sorted(".".join(one) for one in missing))
            self.stderr.write(f"The database lacks migrations: {names}")
            raise SystemExit(NOT_MIGRATED)

    def _resumed(self, listener: int, children: str) -> Supervisor:
        return self._supervisor(socket.socket(fileno=listener), read_watched(children))

    def _supervisor(self, listener: socket.socket, resumed: Sequence[Watched]) -> Supervisor:
        application = get_wsgi_application()
        warm_up(application)
        server = Server(self._in_turn(application), listener)
        pulses = {f"{WEB} {number + 1}": Pulse() for number in range(settings.WEB_PROCESSES)}
        children = [
            Child(name, partial(server.answer, pulse), pulse) for name, pulse in pulses.items()
        ]
        anew = [sys.executable, sys.argv[0], "serve"]
        resume = [*anew, "--listener", str(listener.fileno())]
        return Supervisor(
            [*children, Child("worker", self._worker)],
            again=Again(resume, anew, listener.fileno()),
            resumed=resumed,
        )

    def _serving_lock(self) -> TextIO:
        """Held while serving, by every copy on this DATA_DIR, so that no restore starts."""
        lock = (settings.DATA_DIR / SERVING_LOCK).open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                "Terroir cannot start. DATA_DIR: a restore into it is under way."
            ) from None
        return lock

    def _socket(self) -> socket.socket:
        try:
            return open_socket(settings.HOST, settings.PORT)
        except OSError as error:
            raise _refusal(error) from None

    def _listen(self, listener: socket.socket) -> None:
        try:
            listener.listen(BACKLOG)
        except OSError as error:
            raise _refusal(error) from None

    def _prepare(self) -> None:
        """In a process of its own, so that what it loads does not weigh on those that stay."""
        self.stdout.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                call_command("prepare", stdout=self.stdout, stderr=self.stderr)
                status = 0
            except CommandError as error:
                self.stderr.write(str(error))
            except KeyboardInterrupt:
                status = 130
            except BaseException:  # noqa: BLE001 - shown as Python shows it, then the process ends
                sys.excepthook(*sys.exc_info())
            finally:
                self.stdout.flush()
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        try:
            _pid, ended = os.waitpid(child, 0)
        except KeyboardInterrupt:
            os.kill(child, signal.SIGTERM)
            raise CommandError("Stopped while preparing.") from None
        status = os.waitstatus_to_exitcode(ended)
        if status:
            raise CommandError("Preparing failed; nothing was started.", returncode=abs(status))

    def _in_turn(self, application: WSGIApplication) -> WSGIApplication:
        if connection.vendor != "sqlite":
            return application  # a thread truly waits for another process meanwhile
        turns = Turns()
        spare_those_who_wait(turns.somebody_waits)
        return in_turn(application, turns)

    def _worker(self) -> None:
        call_command("worker")

    def _worker_command(self) -> None:
        os.execv(sys.executable, [sys.executable, sys.argv[0], "worker"])  # noqa: S606

    def _runserver(self) -> None:
        address = f"{settings.HOST}:{settings.PORT}"
        os.execv(sys.executable, [sys.executable, sys.argv[0], "runserver", address])  # noqa: S606

    def _announce(self) -> None:
        self.stdout.write(f"\nTerroir is at {settings.BASE_URL}  (Ctrl-C stops it)")
        local = local_address(settings.HOST, settings.PORT)
        if local != settings.BASE_URL:
            self.stdout.write(f"It listens on {settings.HOST}, port {settings.PORT}.")
        if not settings.SECURE_SSL_REDIRECT:
            self.stdout.write(
                "Plain http: secure cookies, the redirect to https and HSTS are off; "
                "all other protection is on."
            )
        if settings.HOST not in LOOPBACK and not settings.SECURE_SSL_REDIRECT:
            self.stderr.write(
                self.style.WARNING(
                    f"Warning: HOST is {settings.HOST}: passwords cross the network unencrypted. "
                    "Put a proxy with a certificate in front and set BASE_URL=https://…"
                )
            )
        self.stdout.write("")
        self.stdout.flush()
