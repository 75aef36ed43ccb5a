"""`make bench-threads`: pages of questions with very many of them. Prints one Markdown table.

    python -m bench.threads [--threads N] [--answers N]

A copy of its own with the demo company is filled in bulk; then each page is asked for again and again by
one signed-in person. Times are the server's own, from its log, as are the queries.
"""

import argparse
import os
import re
import sys

from bench.browser import Browser
from bench.copy import BenchCopy
from bench.load import percentiles
from bench.service import Report

ROUNDS = 40
WARM_UP = 6
AIM_MS = 60
AIM_FIGURES_MS = 100
CALL = "from bench import question_rows as rows; print('DONE', rows.{call})"


class ThreadBench:
    """One copy, asked by an expert and by an administrator."""

    def __init__(self, copy: BenchCopy, report: Report, options: argparse.Namespace) -> None:
        self.copy = copy
        self.report = report
        self.options = options
        self.accounts: dict[str, str] = {}
        self.password = ""

    def run(self) -> None:
        self.prepare()
        count = self.options.threads
        thread = self.fill(f"long_thread({self.options.answers})")
        self.fill(f"fill_answered({count})")
        self.copy.start()
        expert, administrator = self.sign_in("expert"), self.sign_in("administrator")
        self.page(expert, f"/threads/{thread}/", f"thread with {self.options.answers} answers")
        self.poll(expert, f"/threads/{thread}/")
        figures = "/insights/threads/?days=90"
        self.page(administrator, figures, f"figures of {count} questions", aim=AIM_FIGURES_MS)
        self.fill(f"fill_open({count}, '{self.accounts['expert']}')")
        self.page(expert, "/threads/", f"list of {count} open questions, late first")
        self.page(expert, "/threads/?view=areas", "those in one's own areas")
        self.page(expert, "/threads/?view=late", "those past their promise")
        self.page(expert, "/", f"home of whom {count} questions are offered to")
        self.page(expert, f"/threads/{thread}/", "the long thread, among them")
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        self.report.add("load average at the end", load)
        self.copy.stop()

    def prepare(self) -> None:
        said, _seconds = self.copy.manage("prepare")
        for kind in ("expert", "administrator"):
            found = re.search(rf"^  {kind} +(\S+@\S+)", said, re.MULTILINE)
            assert found is not None
            self.accounts[kind] = found[1]
        found = re.search(r"password for all: (\S+)", said)
        assert found is not None
        self.password = found[1]

    def fill(self, call: str) -> str:
        """What the function answered."""
        said, _seconds = self.copy.manage("shell", "-v", "0", "-c", CALL.format(call=call))
        return said.partition("DONE ")[2].split()[0]

    def sign_in(self, kind: str) -> Browser:
        browser = Browser(self.copy.url)
        browser.sign_in(self.accounts[kind], self.password)
        return browser

    def page(self, browser: Browser, path: str, what: str, *, aim: int = AIM_MS) -> None:
        for _ in range(WARM_UP):
            answer = browser.get(path)
        self._measured(browser, path, f"{what} (aim {aim} ms)", size=len(answer.text))

    def poll(self, browser: Browser, path: str) -> None:
        """What an open page asks every few seconds while nothing has changed."""
        text = browser.get(path).text
        known = [re.search(rf'data-{name}="([^"]*)"', text) for name in ("version", "who")]
        version, who = (found[1] if found else "" for found in known)
        address = f"{path}live/?version={version}&who={who}"
        if browser.ask(address).status != 204:
            raise RuntimeError(f"{address} says that something changed")
        self._measured(browser, address, "live poll while nothing changes")

    def _measured(self, browser: Browser, path: str, what: str, *, size: int = 0) -> None:
        ids = [browser.ask(path).request_id for _ in range(ROUNDS)]
        lines = [self.copy.log_line(number) for number in ids]
        times = [float(line["ms"]) for line in lines]
        queries = {line["queries"] for line in lines}
        note = f"{'/'.join(sorted(queries))} queries"
        if size:
            note += f", {size / 1000:.0f} kB of HTML"
        self.report.add(what, "{:.1f} / {:.1f} ms".format(*percentiles(times)), note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--answers", type=int, default=200)
    options = parser.parse_args()
    report = Report()
    with BenchCopy() as copy:
        ThreadBench(copy, report, options).run()
    sys.stdout.write(report.text())


if __name__ == "__main__":
    main()
