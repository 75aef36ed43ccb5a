"""`make bench`: pages, saving, memory, weights, import, start. Prints one Markdown table.

    python -m bench.service [--articles N] [--seconds S] [--clients C] [--data FOLDER] [--no-sets]

Without `--articles` the copy holds the demo company alone; with it, N imported articles as well.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench import corpus
from bench.browser import Browser
from bench.copy import ROOT, BenchCopy
from bench.load import drive, have_wrk, percentiles
from bench.weight import weigh

ONE_CLIENT_PAGES = 120
FRESH_PAGES = 40
KEPT_PAGES = 12
WARM_UP = 8
SAVES = 30
MOST_PATHS = 300
QUERIES = (
    "my bill is higher than last month",
    "déménagement changement d’adresse",
    "router has no internet after a storm",
    "remboursement trop perçu facture",
    "how do I read my meter",
    "rendez-vous technicien annulé",
    "off-peak hours",
    "panneaux solaires rachat",
)
PATHS = """
import json
from accounts.models import User
from knowledge.articles.models import Article
person = User.objects.get(email={email!r})
found = Article.objects.visible_to(person).order_by("?")[:{most}]
print("PATHS" + json.dumps([article.get_absolute_url() for article in found]))
"""


@dataclass
class Report:
    """Rows of a table: what, figure, note."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, figure: str, note: str = "") -> None:
        self.rows.append((what, figure, note))
        sys.stderr.write(f"  {what}: {figure} {note}\n")

    def text(self) -> str:
        lines = ["| measure | figure | note |", "|---|---|---|"]
        lines += [f"| {what} | {figure} | {note} |" for what, figure, note in self.rows]
        return "\n".join(lines) + "\n"


class Bench:
    """One copy, one signed-in contact employee, one expert who saves."""

    def __init__(self, copy: BenchCopy, report: Report, options: argparse.Namespace) -> None:
        self.copy = copy
        self.report = report
        self.options = options
        self.accounts: dict[str, str] = {}
        self.password = ""

    def prepare(self) -> None:
        said, seconds = self.copy.manage("prepare")
        self.report.add("first preparation", f"{seconds:.1f} s", "migrations, files, demo company")
        for kind in ("contact employee", "expert", "administrator"):
            found = re.search(rf"^  {kind} +(\S+@\S+)", said, re.MULTILINE)
            if found:
                self.accounts[kind] = found[1]
        password = re.search(r"password for all: (\S+)", said)
        if not password or "contact employee" not in self.accounts:
            raise RuntimeError(f"no demo accounts\n{said}")
        self.password = password[1]

    def import_articles(self, path: Path, name: str, count: int) -> None:
        owner = self.accounts["administrator"]
        words = ["import_articles", str(path), "--create-unknown", "--author", owner]
        _said, idle = self.copy.manage("import_articles", "--help")
        _said, whole = self.copy.manage(*words)
        waited = self.copy.wait_until_indexed()
        seconds = whole - idle + waited
        note = f"{count} articles in {seconds:.1f} s, of it {waited:.1f} s index"
        note += f"; Python's start ({idle:.1f} s) apart"
        self.report.add(f"import of {name}", f"{count / seconds:.0f}/s", note)

    def browser(self, kind: str) -> Browser:
        browser = Browser(self.copy.url)
        browser.sign_in(self.accounts[kind], self.password)
        return browser

    def article_paths(self) -> list[str]:
        email = self.accounts["contact employee"]
        question = PATHS.format(email=email, most=MOST_PATHS)
        said, _seconds = self.copy.manage("shell", "-v", "0", "-c", question)
        paths: list[str] = json.loads(said.partition("PATHS")[2].splitlines()[0])
        return paths

    def pages(self, articles: list[str]) -> Iterator[tuple[str, list[str]]]:
        yield "bare signed-in view", ["/bench/bare/"]
        yield "article", articles
        yield "search", [f"/search/?q={quote(words)}" for words in QUERIES]
        yield "home", ["/"]

    def measure_weight(self, name: str, path: str) -> None:
        weight = weigh(self.browser("contact employee"), path)
        figure = f"{weight.kilobytes:.1f} kB"
        self.report.add(f"{name}, first load compressed", figure, f"{weight.requests} requests")

    def measure_page(self, name: str, browser: Browser, paths: list[str]) -> None:
        if len(paths) > 1:
            self.measure_one(f"{name}, first time it is read", browser, paths[:FRESH_PAGES])
        often = paths[:KEPT_PAGES]
        for path in often * WARM_UP:
            browser.get(path)
        pages = often * (ONE_CLIENT_PAGES // len(often))
        self.measure_one(f"{name}, 1 client", browser, pages)
        clients, seconds = self.options.clients, self.options.seconds
        load = drive(self.copy.url, paths, browser.cookies, clients=clients, seconds=seconds)
        figure = f"{load.rate:.0f}/s; {load.p50:.1f} / {load.p95:.1f} ms"
        errors = f"{load.errors} errors" if load.errors else ""
        self.report.add(f"{name}, {clients} clients: rate; p50 / p95", figure, errors)

    def measure_one(self, name: str, browser: Browser, paths: list[str]) -> None:
        """One request after the other; the note says how many queries the last one made."""
        answers = [browser.get(path) for path in paths]
        p50, p95 = percentiles([answer.seconds * 1000 for answer in answers])
        queries = self.copy.log_line(answers[-1].request_id).get("queries", "")
        self.report.add(f"{name}: p50 / p95", f"{p50:.1f} / {p95:.1f} ms", f"{queries} queries")

    def measure_saving(self, paths: list[str]) -> None:
        """A small change in the body, published: the POST alone, and until the page shows."""
        browser = self.browser("administrator")
        posts, shown = [], []
        for number in range(SAVES):
            editor = browser.get(f"{paths[number % min(len(paths), 5)]}edit/")
            form = browser.form(editor, having="body")
            form.fields["body"][0] = f"{form.fields['body'][0].strip()}\n\nMeasured {number}.\n"
            form.fields |= {"publish": ["1"], "note": [f"Measure {number}"]}
            answer = browser.ask(form.action, form.fields)
            if answer.status not in {302, 303}:
                raise RuntimeError(f"publishing answered {answer.status}\n{answer.text[:3000]}")
            posts.append(answer.seconds * 1000)
            shown.append((answer.seconds + browser.get(answer.url).seconds) * 1000)
        p50, p95 = percentiles(posts)
        queries = self.copy.log_line(answer.request_id).get("queries", "?")
        self.report.add(
            "saving, the POST: p50 / p95", f"{p50:.1f} / {p95:.1f} ms", f"{queries} queries"
        )
        p50, p95 = percentiles(shown)
        self.report.add("saving, until the page shows: p50 / p95", f"{p50:.1f} / {p95:.1f} ms")

    def run(self) -> None:
        self.prepare()
        self.report.add("start until ready", f"{self.copy.start():.1f} s")
        self.import_sets()
        browser = self.browser("contact employee")
        articles = self.article_paths()
        for name, paths in self.pages(articles):
            if browser.ask(paths[0]).status == 404:
                self.report.add(name, "–", "not there")
                continue
            self.measure_weight(name, paths[0])
            self.measure_page(name, browser, paths)
        if (
            not self.options.articles
        ):  # imported articles stand in no area, so their form asks for one
            self.measure_saving(articles)
        self.report.add("memory of all processes", f"{self.copy.memory_mb():.0f} MB", "PSS, idle")
        self.report.add("stop", f"{self.copy.stop():.1f} s")

    def import_sets(self) -> None:
        options, folder = self.options, self.copy.data_dir
        if options.articles:
            corpus.write_many(options.data, options.articles, folder / "many.jsonl")
            self.import_articles(folder / "many.jsonl", "many", options.articles)
        elif not options.no_sets:
            for name in corpus.SETS:
                if (options.data / name).is_dir():
                    count = corpus.write_set(options.data, name, folder / f"{name}.jsonl")
                    with BenchCopy() as other:
                        bench = Bench(other, Report(), options)
                        bench.prepare()
                        other.start()
                        bench.report = self.report
                        bench.import_articles(folder / f"{name}.jsonl", name, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--no-sets", action="store_true", help="skip importing the retrieval sets")
    options = parser.parse_args()
    report = Report()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    tool = "wrk" if have_wrk() else "Python threads"
    report.add(
        "machine", f"{os.cpu_count()} cores", f"load average before: {load}; driven by {tool}"
    )
    with BenchCopy() as copy:
        Bench(copy, report, options).run()
    sys.stdout.write(report.text())


if __name__ == "__main__":
    main()
