"""A supervisor in a process of its own, with children that do what a test is about."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

PATIENCE_SECONDS = 60
"""Until what never comes is said to be missing, on a machine with much other work."""
SCRIPT = """
import json, logging, os, signal, sys, time
from functools import partial
from pathlib import Path
from knowledge.operations import supervisor, watching
from knowledge.operations.supervisor import Child, Pulse, Supervisor
from knowledge.operations.watching import Again

logging.basicConfig(level=logging.INFO)
supervisor.SETTLED_SECONDS = 0.0
folder, is_small, *names = Path(sys.argv[1]), *sys.argv[2:]
if watching.CAN_RESUME in names:
    (folder / f"probe-{os.getpid()}").touch()
    status, words = json.loads((folder / "verdict").read_text())
    sys.stderr.write(words)
    time.sleep(600 if status < 0 else 0)
    sys.exit(status)
resumed = []
if watching.RESUME in names:
    resumed = watching.read_watched(names[-1])
    names = names[:-2]

def obedient(kind):
    (folder / f"{kind}-{os.getpid()}").touch()
    signal.pause()

def deaf():
    signal.signal(signal.SIGTERM, lambda *_: (folder / f"told-{os.getpid()}").touch())
    (folder / f"deaf-{os.getpid()}").touch()
    while True:
        time.sleep(1)

def frail():
    (folder / f"frail-{os.getpid()}").touch()
    sys.exit(3)

def silent(pulse):
    (folder / f"silent-{os.getpid()}").touch()
    while "later" in names and not (folder / "hush").exists():
        pulse.notify()
        time.sleep(0.02)
    os.utime(pulse.fileno(), (time.monotonic() - 61,) * 2)
    time.sleep(600)

kinds = {kind: partial(obedient, kind) for kind in ("obedient", "web")}
kinds |= {"deaf": deaf, "frail": frail}
children = [Child(f"{name} {place}", kinds[name]) for place, name in enumerate(names) if name in kinds]
if "silent" in names:
    pulse = Pulse()
    children.append(Child("silent", partial(silent, pulse), pulse))
command = [sys.executable, "-c", sys.orig_argv[2], str(folder), is_small, *names]
again = Again(command, command, os.memfd_create("listener", 0), pause=0.1)
small = {"again": again, "resumed": resumed} if is_small == "small" else {}
Supervisor(children, **small).run(on_started=lambda: (folder / "started").touch())
print("Stopped.")
"""


class Run:
    """A supervisor in a process of its own, which stays as it is or lets a small program wait.

    What that one is told by its probe, and what is in the way, stands in a file.
    """

    def __init__(self, folder: Path, size: str, *kinds: str) -> None:
        self.folder = folder
        self.size = size
        self.judge(0)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), size, *kinds],
            cwd=settings.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def judge(self, status: int, words: str = "") -> None:
        """From here on probes end so; below 0 they do not end."""
        draft = self.folder / "draft"
        draft.write_text(json.dumps([status, words]))
        draft.replace(self.folder / "verdict")

    def pids(self, kind: str, count: int = 1) -> list[int]:
        """The processes of a kind, once that many have started."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = sorted(self.folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= count:
                return [int(path.name.removeprefix(f"{kind}-")) for path in found]
            time.sleep(0.02)
        raise AssertionError(f"no {count} of {kind}")

    def settle(self) -> None:
        """Until the program runs that waits."""
        command = Path(f"/proc/{self.process.pid}/cmdline")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ("watching.py" in command.read_text()) != (self.size == "small"):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> tuple[float, str]:
        """Seconds until the end, and what was written to standard error."""
        started = time.monotonic()
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert out == "Stopped.\n"
        return time.monotonic() - started, errors


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
