"""Many requests: with wrk where it is installed, else with threads of our own (slower: it shares
the cores in Python)."""

import http.client
import itertools
import json
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = """
local paths = {}
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
local threads, turn = 0, 0
function setup(thread) thread:set("offset", threads * 7919); threads = threads + 1 end
function request()
  turn = turn + 1
  return wrk.format("GET", paths[(offset + turn) %% #paths + 1])
end
function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format('RESULT {"rate": %%f, "p50": %%f, "p95": %%f, "errors": %%d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000,
    wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What a run gave. Times in milliseconds, rate in requests a second."""

    rate: float
    p50: float
    p95: float
    errors: int


def have_wrk() -> bool:
    return shutil.which("wrk") is not None


def drive(base: str, paths: list[str], cookies: str, *, clients: int, seconds: float) -> Load:
    """Ask for the paths in turn, again and again, as so many clients at once."""
    if have_wrk():
        return _wrk(base, paths, cookies, clients=clients, seconds=seconds)
    return _threads(base, paths, cookies, clients=clients, seconds=seconds)


def _wrk(base: str, paths: list[str], cookies: str, *, clients: int, seconds: float) -> Load:
    with tempfile.TemporaryDirectory() as name:
        listing = Path(name) / "paths"
        listing.write_text("\n".join(paths))
        script = Path(name) / "bench.lua"
        script.write_text(SCRIPT % {"paths": listing})
        command = ["wrk", f"-t{min(clients, 2)}", f"-c{clients}", f"-d{seconds:.0f}s"]
        command += ["--latency", "-s", str(script), "-H", f"Cookie: {cookies}"]
        command += ["-H", "Accept-Encoding: gzip", base]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in ended.stdout.splitlines() if line.startswith("RESULT "))
    return Load(**json.loads(line.removeprefix("RESULT ")))


def _threads(base: str, paths: list[str], cookies: str, *, clients: int, seconds: float) -> Load:
    end = time.perf_counter() + seconds
    taken: list[float] = []
    errors: list[int] = []

    def client(offset: int) -> None:
        parts = urlsplit(base)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        turns = itertools.cycle(paths[offset % len(paths) :] + paths[: offset % len(paths)])
        for path in turns:
            if time.perf_counter() > end:
                return
            started = time.perf_counter()
            headers = {"Cookie": cookies, "Accept-Encoding": "gzip"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            taken.append((time.perf_counter() - started) * 1000)
            if response.status != 200:
                errors.append(response.status)

    threads = [threading.Thread(target=client, args=(number * 7919,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p50, p95 = percentiles(taken)
    return Load(len(taken) / seconds, p50, p95, len(errors))


def percentiles(values: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    if len(values) < 2:
        return values[0], values[0]
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]
