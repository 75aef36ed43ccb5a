"""A copy of the product that is started, measured and thrown away."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
MAPPED_INDEX = "/index/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class BenchCopy:
    """Its own DATA_DIR and port; `with BenchCopy() as copy:` removes all of it."""

    def __init__(self) -> None:
        self.data_dir = Path(tempfile.mkdtemp(prefix="terroir-bench-"))
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = self.data_dir / "server.log"
        self.server: subprocess.Popen[bytes] | None = None
        self.environment = os.environ | {
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "BASE_URL": self.url,
            "BENCH": "1",
            "ENV_FILE": "",
        }
        self.environment.pop("EMPTY", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
        shutil.rmtree(self.data_dir)

    def manage(self, *words: str) -> tuple[str, float]:
        """Run a command to its end; what it said and its seconds. Raises RuntimeError."""
        started = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed\n{ended.stdout}{ended.stderr[-3000:]}")
        return ended.stdout + ended.stderr, time.perf_counter() - started

    def start(self) -> float:
        """Serve; returns the seconds until it is ready."""
        started = time.perf_counter()
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while time.perf_counter() < started + START_SECONDS:
            if self.readiness() == "ready":
                return time.perf_counter() - started
            time.sleep(0.02)
        raise RuntimeError(f"not ready after {START_SECONDS} s\n{self.log.read_text()[-3000:]}")

    def readiness(self) -> str:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                status: str = json.load(answer)["status"]
                return status
        except (urllib.error.URLError, OSError, ValueError):
            return "not ready"

    def wait_until_indexed(self) -> float:
        """Seconds until the index has followed the log of changes to its end."""
        started = time.perf_counter()
        with sqlite3.connect(self.data_dir / "db.sqlite3") as database:
            (last,) = database.execute("SELECT max(id) FROM search_searchchange").fetchone()
        status = self.data_dir / "index" / "status.json"
        while True:
            said = json.loads(status.read_text())
            if said["state"] == "ok" and said["last"] >= last:
                return time.perf_counter() - started
            time.sleep(0.1)

    def stop(self) -> float:
        """Seconds from SIGINT to the end."""
        if self.server is None:
            return 0.0
        started = time.perf_counter()
        self.server.send_signal(signal.SIGINT)
        self.server.wait(timeout=20)
        self.server = None
        return time.perf_counter() - started

    def log_line(self, request_id: str) -> dict[str, str]:
        """The facts of the log line of one request."""
        for line in reversed(self.log.read_text().splitlines()):
            if f"request={request_id}" in line and "terroir.access" in line:
                return dict(re.findall(r"(\w+)=(\S+)", line))
        return {}

    def _processes(self, root: int) -> list[int]:
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
        found, waiting = [], [root]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += children.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """Processor time that the server's processes have taken so far, their ended children's too."""
        assert self.server is not None
        ticks = 0
        for pid in self._processes(self.server.pid):
            try:
                facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += sum(int(fact) for fact in facts[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self, root: int = 0) -> float:
        """Proportional set size of the server's processes (or of those below another one), without
        the index files mapped from disk."""
        if not root:
            assert self.server is not None
            root = self.server.pid
        total = 0
        for pid in self._processes(root):
            mapped = False
            try:
                lines = Path(f"/proc/{pid}/smaps").read_text().splitlines()
            except OSError:
                continue
            for line in lines:
                if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                    mapped = MAPPED_INDEX in line and str(self.data_dir) in line
                elif line.startswith("Pss:") and not mapped:
                    total += int(line.split()[1])
        return total / 1024
