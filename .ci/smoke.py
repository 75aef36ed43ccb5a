"""Starts a copy with `make run`, uses it as a person would, stops it, and looks for leftovers.

    python .ci/smoke.py FOLDER [--port 8123] [--data-dir DIR]

Prints the seconds each step took. Exits 1 with a sentence at the first thing that is wrong.
"""

import argparse
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

SECOND_START_SECONDS = 5.0
STOP_SECONDS = 4.0
FIRST_START_SECONDS = 600.0


def fail(sentence: str) -> None:
    sys.exit(f"smoke: {sentence}")


class Copy:
    """One running copy of Terroir."""

    def __init__(self, folder: Path, port: int, data_dir: Path | None) -> None:
        self.url = f"http://localhost:{port}"
        self.log = folder / f"smoke-{port}.log"
        environment = os.environ | {"PORT": str(port)}
        environment.pop("CI", None)
        if data_dir is not None:
            environment["DATA_DIR"] = str(data_dir)
        self.started = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def get(self, path: str) -> str:
        try:
            with self.browser.open(self.url + path, timeout=20) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            fail(f"GET {path} answered {error.code}\n{self.said()[-3000:]}")
            raise

    def wait_until_ready(self, seconds: float) -> float:
        """Seconds from the command to a ready service."""
        while time.monotonic() < self.started + seconds:
            if self.process.poll() is not None:
                fail(f"make run ended with {self.process.returncode}\n{self.said()[-3000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if json.load(answer)["status"] in {"ready", "degraded"}:
                        return time.monotonic() - self.started
            except (OSError, ValueError):
                pass
            time.sleep(0.05)
        fail(f"not ready within {seconds:.0f} s\n{self.said()[-3000:]}")
        raise AssertionError

    def sign_in(self) -> str:
        """Sign in as the first demo account that `make run` printed; returns its address."""
        said = self.said()
        account = re.search(r"^  contact employee +(\S+@\S+)", said, re.MULTILINE)
        password = re.search(r"password for all: (\S+)", said)
        if not account or not password:
            fail(f"no demo account was printed\n{said[-3000:]}")
            raise AssertionError
        form = self.get("/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        action = re.search(r'<form[^>]*method="post"[^>]*action="([^"]*login[^"]*)"', form)
        if not token:
            fail(f"the home page does not lead to a sign-in form\n{form[:2000]}")
            raise AssertionError
        fields = {
            "csrfmiddlewaretoken": token[1],
            "login": account[1],
            "password": password[1],
        }
        path = action[1] if action else "/accounts/login/"
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url})
        with self.browser.open(request, timeout=20) as answer:
            page = answer.read().decode()
        if 'name="password"' in page:
            fail(f"{account[1]} could not sign in\n{self.said()[-2000:]}")
        return account[1]

    def stop(self) -> float:
        """Press Ctrl-C as a terminal does; returns the seconds until everything has ended."""
        started = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            fail("make run did not end within 15 s of Ctrl-C")
        return time.monotonic() - started


def leftovers(folder: Path) -> list[str]:
    """Processes of ours that still run from the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if "manage.py" in command and (entry / "cwd").readlink() == folder:
                found.append(command)
        except OSError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    folder = options.folder.resolve()

    copy = Copy(folder, options.port, options.data_dir)
    print(f"first start: ready after {copy.wait_until_ready(FIRST_START_SECONDS):.1f} s")
    print(f"signed in as {copy.sign_in()}; home page: {len(copy.get('/'))} characters")
    print(f"search: {len(copy.get('/search/?q=facture'))} characters")
    print(f"stopped after {copy.stop():.1f} s")

    copy = Copy(folder, options.port, options.data_dir)
    again = copy.wait_until_ready(60)
    print(f"second start: ready after {again:.1f} s")
    stopped = copy.stop()
    print(f"stopped after {stopped:.1f} s")
    if again > SECOND_START_SECONDS:
        fail(f"the second start took {again:.1f} s; {SECOND_START_SECONDS:.0f} are allowed")
    if stopped > STOP_SECONDS:
        fail(f"stopping took {stopped:.1f} s; {STOP_SECONDS:.0f} are allowed")
    if left := leftovers(folder):
        fail(f"still running after Ctrl-C: {left}")


if __name__ == "__main__":
    main()
