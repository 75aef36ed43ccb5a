"""`make bench-scale N=…`: search with many articles. Prints one Markdown table.

    python -m bench.search_scale [--articles N] [--seconds S] [--clients C] [--data FOLDER]

A copy of its own is filled with N articles of 150 to 300 words, in bulk and without rendering any
Markdown; its index is built; then pages, suggestions and the API are asked with the questions of the
retrieval sets (one in four with a typo), by a person to whom one article in ten is closed.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.browser import Browser
from bench.copy import ROOT, BenchCopy
from bench.corpus import SETS
from bench.load import drive, have_wrk, percentiles
from bench.search_relevance import with_typo
from bench.service import QUERIES, Report

ASKED = 300
WARM_UP = 40
CHANGES = 12
LOOK_SECONDS = 0.01
LATEST_SECONDS = 30.0
SAMPLE_SECONDS = 1.0
SEED = 7
FILL = (
    "import json; from pathlib import Path; from bench.article_rows import fill;"
    "print('FILLED' + json.dumps(fill({count}, Path({data!r}),"
    " closed_to={closed_to!r}, open_to={open_to!r})))"
)


@dataclass(frozen=True)
class Ran:
    """A command: seconds on the clock, on the processors, and the most memory it had in MB."""

    said: str
    seconds: float
    cpu: float
    peak_mb: float


def questions(data: Path, chance: random.Random) -> list[str]:
    """As people ask: of the sets where they are found, one in four with a typo."""
    found = []
    for name in SETS:
        path = data / name / "queries.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as rows:
                found += [json.loads(row)["text"] for row in rows]
    asked = chance.sample(found, ASKED) if found else list(QUERIES)
    return [with_typo(q, chance) if turn % 4 == 3 else q for turn, q in enumerate(asked)]


class ScaleBench:
    """One copy with many articles."""

    def __init__(self, copy: BenchCopy, report: Report, options: argparse.Namespace) -> None:
        self.copy = copy
        self.report = report
        self.options = options
        self.chance = random.Random(SEED)
        self.asked = questions(options.data, self.chance)
        self.accounts: dict[str, str] = {}
        self.password = ""
        self.text_bytes = 0
        self.small_area = ""

    def run(self) -> None:
        self.prepare()
        self.fill()
        self.build()
        self.report.add("start until ready", f"{self.copy.start():.1f} s")
        self.search_as("contact employee", "10 % of the articles closed to her")
        self.search_as("expert", "nothing of them closed")
        self.measure_api()
        self.measure_changes()
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        self.report.add("load average at the end", load)
        self.report.add(
            "memory of all processes", f"{self.copy.memory_mb():.0f} MB", "PSS without index files"
        )
        self.copy.stop()

    def prepare(self) -> None:
        said, _seconds = self.copy.manage("prepare")
        for kind in ("contact employee", "expert"):
            self.accounts[kind] = re.search(rf"^  {kind} +(\S+@\S+)", said, re.MULTILINE)[1]  # type: ignore[index]
        self.password = re.search(r"password for all: (\S+)", said)[1]  # type: ignore[index]

    def fill(self) -> None:
        call = FILL.format(
            count=self.options.articles,
            data=str(self.options.data),
            closed_to=self.accounts["contact employee"],
            open_to=self.accounts["expert"],
        )
        said, seconds = self.copy.manage("shell", "-v", "0", "-c", call)
        facts = json.loads(said.partition("FILLED")[2].splitlines()[0])
        self.text_bytes, self.small_area = facts["bytes"], facts["area"]
        count = self.options.articles
        figure = f"{self.text_bytes / 1e6:.0f} MB of text"
        self.report.add(f"{count} articles", figure, f"written in {seconds:.0f} s")

    def build(self) -> None:
        idle = self.run_command("rebuild_search", "--help")
        ran = self.run_command("rebuild_search")
        count, seconds, busy = self.options.articles, ran.seconds - idle.seconds, ran.cpu - idle.cpu
        self.report.add(
            "index build",
            f"{count / seconds:.0f}/s",
            f"{seconds:.0f} s; {count / busy:.0f} a CPU second; Python's start apart",
        )
        self.report.add("index build, peak memory", f"{ran.peak_mb:.0f} MB", "PSS, all processes")
        files = [file for file in (self.copy.data_dir / "index").rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        figure = f"{size / self.text_bytes:.2f} × text"
        self.report.add("index size", figure, f"{size / 1e6:.0f} MB in {len(files)} files")

    def run_command(self, *words: str) -> Ran:
        """A command of manage.py, watched while it runs. Raises RuntimeError."""
        log = self.copy.data_dir / "command.log"
        started, peak = time.perf_counter(), 0.0
        before = os.times()
        with log.open("wb") as out:
            command = [sys.executable, "manage.py", *words]
            running = subprocess.Popen(
                command, cwd=ROOT, env=self.copy.environment, stdout=out, stderr=out
            )
            while running.poll() is None:
                peak = max(peak, self.copy.memory_mb(running.pid))
                wait(running, SAMPLE_SECONDS)
        seconds = time.perf_counter() - started
        after = os.times()
        if running.returncode:
            raise RuntimeError(f"{words[0]} failed\n{log.read_text()[-3000:]}")
        cpu = after.children_user + after.children_system
        cpu -= before.children_user + before.children_system
        return Ran(log.read_text(), seconds, cpu, peak)

    def browser(self, kind: str) -> Browser:
        browser = Browser(self.copy.url)
        browser.sign_in(self.accounts[kind], self.password)
        return browser

    def search_as(self, kind: str, note: str) -> None:
        browser = self.browser(kind)
        pages = [f"/search/?q={quote(words)}" for words in self.asked]
        narrowed = [f"{page}&area={self.small_area}" for page in pages]
        typed = [f"/search/suggest/?q={quote(words)}" for words in self.typing()]
        self.measure(f"search page, {kind}", browser, pages, note, many=True)
        if kind == "contact employee":
            self.measure("search page in an area of 5 %", browser, narrowed)
            palette = [f"/search/palette/?q={quote(words)}" for words in self.asked]
            self.measure("palette", browser, palette)
        self.measure(f"suggestions, {kind}", browser, typed)

    def typing(self) -> Iterator[str]:
        """Beginnings of questions, the last word half typed."""
        for words in self.asked:
            length = self.chance.randint(2, min(40, max(3, len(words))))
            if words[length - 1].isalnum():
                yield words[:length]

    def measure(
        self, name: str, browser: Browser, paths: list[str], note: str = "", *, many: bool = False
    ) -> None:
        for path in paths[-WARM_UP:]:
            browser.get(path)
        before = self.copy.cpu_seconds()
        taken = [browser.get(path).seconds * 1000 for path in paths]
        each = (self.copy.cpu_seconds() - before) / len(paths) * 1000
        cpu = f"{each:.1f} ms of processor a request"
        self.add_times(name, taken, f"{note}; {cpu}" if note else cpu)
        if many:
            self.measure_many(name, browser, paths)

    def measure_many(self, name: str, browser: Browser, paths: list[str]) -> None:
        clients, seconds = self.options.clients, self.options.seconds
        before = self.copy.cpu_seconds()
        load = drive(self.copy.url, paths, browser.cookies, clients=clients, seconds=seconds)
        each = (self.copy.cpu_seconds() - before) / max(1, load.rate * seconds) * 1000
        figure = f"{load.rate:.0f}/s; {load.p50:.1f} / {load.p95:.1f} ms"
        note = f"{each:.1f} ms of processor a request"
        note += f"; {load.errors} errors" if load.errors else ""
        self.report.add(f"{name}, {clients} clients: rate; p50 / p95", figure, note)

    def add_times(self, name: str, milliseconds: list[float], note: str = "") -> None:
        p50, p95 = percentiles(milliseconds)
        note = "; ".join(filter(None, [f"worst {max(milliseconds):.0f} ms", note]))
        self.report.add(f"{name}: p50 / p95", f"{p50:.1f} / {p95:.1f} ms", note)

    def measure_api(self) -> None:
        said, _seconds = self.copy.manage("api_token", self.accounts["contact employee"])
        headers = {"Authorization": f"Bearer {said.strip().splitlines()[0]}"}
        connection = http.client.HTTPConnection("localhost", self.copy.port, timeout=30)
        taken = []
        for words in [*self.asked[-WARM_UP:], *self.asked]:
            started = time.perf_counter()
            connection.request("GET", f"/api/v1/search?q={quote(words)}", headers=headers)
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - started) * 1000)
            if answer.status != http.client.OK:
                raise RuntimeError(f"the API answered {answer.status}")
        self.add_times("API", taken[WARM_UP:])

    def measure_changes(self) -> None:
        """Publishing through the editor, until the new word is found, while others search."""
        browser = self.browser("expert")
        pages = [f"/search/?q={quote(words)}" for words in self.asked]
        own = f"/search/?q={quote(self.asked[0])}&area={self.small_area}"
        listing = browser.get(own)
        found = list(dict.fromkeys(re.findall(r"/search/go/[^\"?]+/article/\d+/", listing.text)))
        taken = []
        with others_search(self.copy, self.browser("contact employee"), pages):
            for turn in range(CHANGES):
                article = browser.get(found[turn % min(len(found), 5)])
                taken.append(self.change(browser, article.url, f"nouveauté{turn}zq") * 1000)
        self.add_times("until a change is found, 2 clients searching", taken, f"{CHANGES} changes")

    def change(self, browser: Browser, article: str, word: str) -> float:
        """Seconds from the answer to the POST until the search page names the new word's article."""
        editor = browser.get(f"{article.partition('#')[0].rstrip('/')}/edit/")
        form = browser.form(editor, having="body")
        form.fields["body"][0] = f"{form.fields['body'][0].strip()}\n\n{word} is new.\n"
        form.fields |= {"publish": ["1"], "note": [f"Measure {word}"]}
        answer = browser.ask(form.action, form.fields)
        if answer.status not in {302, 303}:
            raise RuntimeError(f"publishing answered {answer.status}\n{answer.text[:3000]}")
        path = f"/search/?q={quote(word)}&exactly=1"
        return until(lambda: f"<mark>{word}</mark>" in browser.get(path).text)


def wait(running: subprocess.Popen[bytes], seconds: float) -> None:
    """Until it ends, but no longer than that."""
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def until(holds: Callable[[], bool]) -> float:
    """Seconds until it holds. Raises RuntimeError after LATEST_SECONDS."""
    started = time.perf_counter()
    while time.perf_counter() - started < LATEST_SECONDS:
        if holds():
            return time.perf_counter() - started
        time.sleep(LOOK_SECONDS)
    raise RuntimeError(f"not found after {LATEST_SECONDS:.0f} s")


@contextmanager
def others_search(copy: BenchCopy, browser: Browser, paths: list[str]) -> Iterator[None]:
    """Two clients that search one after the other query as long as the block runs."""
    stop = threading.Event()

    def client() -> None:
        while not stop.is_set():
            drive(copy.url, paths, browser.cookies, clients=2, seconds=1)

    thread = threading.Thread(target=client)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    report = Report()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    tool = "wrk" if have_wrk() else "Python threads"
    note = f"load average before: {load}; driven by {tool}"
    report.add("machine", f"{os.cpu_count()} cores", note)
    with BenchCopy() as copy:
        ScaleBench(copy, report, options).run()
    sys.stdout.write(report.text())


if __name__ == "__main__":
    main()
