"""The application server: gunicorn on a socket that the supervisor opened."""

import logging
import os
import socket
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.template import Engine
from django.template.base import Node
from django.urls import reverse
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.sock import create_sockets

from knowledge.environment import WILDCARDS
from knowledge.operations.heap import after_request
from knowledge.operations.sharing import SharingWorker, part_when_crowded
from knowledge.operations.supervisor import Pulse
from knowledge.search import searchlog

STOP_SECONDS = 2
KEEP_ALIVE_SECONDS = 15
NOTIFY_SECONDS = 30
BACKLOG = 512


def open_socket(host: str, port: int) -> socket.socket:
    """A bound socket which does not listen yet. Raises OSError: address in use, wrong host."""
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.set_inheritable(True)
    except OSError:
        opened.close()
        raise
    return opened


class ServerLog(Logger):
    """Hands gunicorn's words to the project's own log, in its format."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class Server(BaseApplication):
    """gunicorn's worker with its options given here instead of on a command line. Its arbiter is left
    out: our supervisor starts, watches and stops, and one more process would keep memory to wait."""

    def __init__(self, application: Callable[..., Any], listener: socket.socket) -> None:
        self.application = application
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        shared_memory = Path("/dev/shm")  # noqa: S108 - heartbeat files must not wait for a disk
        options = {
            "bind": f"fd://{self.listener.fileno()}",
            "backlog": BACKLOG,
            "threads": settings.WEB_THREADS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": STOP_SECONDS,
            "worker_tmp_dir": str(shared_memory) if shared_memory.is_dir() else None,
            "logger_class": ServerLog,
            "forwarded_allow_ips": "",  # Django reads the proxy's headers, see TRUSTED_PROXIES
            "proc_name": "terroir",
            "pre_request": part_when_crowded,
            "post_request": after_request,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self.application

    def answer(self, pulse: Pulse) -> None:
        """One web process: answer requests until SIGTERM."""
        log = ServerLog(self.cfg)
        sockets: list[Any] = create_sockets(self.cfg, log)
        worker = SharingWorker(1, os.getppid(), sockets, self, NOTIFY_SECONDS, self.cfg, log)
        worker.tmp.close()
        worker.tmp = pulse  # type: ignore[assignment]
        try:
            worker.init_process()
        finally:
            searchlog.flush()  # exit handlers don't run in it


_LOADED_LATER: Final = (
    "django.conf.locale.fr.formats",
    "django.core.cache.backends.db",
    "django.core.cache.backends.locmem",
    "django.db.models.sql.compiler",
)
"""What gunicorn and Django load by name when they first need it."""


def warm_up(application: Callable[..., Any]) -> None:
    """Load routes, templates and translations once, before the fork, so that every process shares
    them and nobody's first page is slow. Opens nothing that cannot cross a fork."""
    for name in _LOADED_LATER:
        import_module(name)
    folder = settings.ROOT / "templates"
    for path in sorted(folder.rglob("*.html")):
        _load_template(path.relative_to(folder).as_posix())
    logging.disable(logging.CRITICAL)
    for code, _name in settings.LANGUAGES:
        environ = {
            "PATH_INFO": reverse("account_login"),
            "HTTP_HOST": urlsplit(settings.BASE_URL).netloc,
            "HTTP_ACCEPT_LANGUAGE": code,
        }
        setup_testing_defaults(environ)
        application(environ, lambda *_arguments: None).close()
    logging.disable(logging.NOTSET)
    connections.close_all()


def _load_template(name: str) -> None:
    """Without its source and the words of its tags, which only DEBUG's page of an error shows: 3 MB."""
    template = Engine.get_default().get_template(name)
    if settings.DEBUG:
        return
    template.source = ""
    for node in template.nodelist.get_nodes_by_type(Node):
        node.token = None


def local_address(host: str, port: int) -> str:
    """Where a person at this machine finds the service."""
    shown = "localhost" if host in {"127.0.0.1", "::1", *WILDCARDS} else host
    return f"http://{shown}:{port}"
