"""Pages of questions with many of them. Prints one Markdown table.

    python -m bench.threads_pages [--threads N] [--answers N]

A copy of its own gets N waiting questions, and one with many answers; then its pages are asked over
HTTP, one request after the other, and the log says what the server took and how often it asked the
database.
"""

import argparse
import json
import re
import sys

from bench.browser import Browser
from bench.copy import BenchCopy
from bench.load import percentiles
from bench.service import Report

TIMES = 60
WARM_UP = 10
FILL = (
    "import json; from bench.thread_rows import fill;"
    "print('FILLED' + json.dumps(fill({threads}, {answers}, asker={asker!r}, expert={expert!r})))"
)


def main() -> None:
    options = _options()
    report = Report()
    with BenchCopy() as copy:
        said, _seconds = copy.manage("prepare")
        accounts = dict(re.findall(r"^  (contact employee|expert) +(\S+@\S+)", said, re.MULTILINE))
        found = re.search(r"password for all: (\S+)", said)
        if found is None:
            raise RuntimeError(f"no demo accounts\n{said}")
        call = FILL.format(
            threads=options.threads,
            answers=options.answers,
            asker=accounts["contact employee"],
            expert=accounts["expert"],
        )
        said, _seconds = copy.manage("shell", "-v", "0", "-c", call)
        facts = json.loads(said.partition("FILLED")[2].splitlines()[0])
        report.add("questions that wait", str(facts["waiting"]))
        copy.start()
        browser = Browser(copy.url)
        browser.sign_in(accounts["expert"], found[1])
        long = f"/threads/{facts['long']}/"
        _measure(copy, report, browser, f"a question with {options.answers} answers", long)
        _measure(copy, report, browser, "the list of what waits", "/threads/")
        _measure(copy, report, browser, "the list of one's areas", "/threads/?view=areas")
        _measure(copy, report, browser, "the last page of the list", "/threads/?page=9999")
        _measure(copy, report, browser, "home with a long queue", "/")
        state = _state(browser, long)
        _measure(copy, report, browser, "live, nothing changed", f"{long}live/{state}")
        copy.stop()
    sys.stdout.write(report.text())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--answers", type=int, default=200)
    return parser.parse_args()


def _state(browser: Browser, path: str) -> str:
    """What the open page sends along."""
    found = re.search(r'data-version="(\d+)" data-who="([\d.]*)"', browser.get(path).text)
    if found is None:
        raise RuntimeError(f"{path} is no page of a question")
    return f"?version={found[1]}&who={found[2]}"


def _measure(copy: BenchCopy, report: Report, browser: Browser, name: str, path: str) -> None:
    """Server time by the log, and the time of the whole request."""
    for _turn in range(WARM_UP):
        browser.ask(path)
    answers = [browser.ask(path) for _turn in range(TIMES)]
    lines = [copy.log_line(answer.request_id) for answer in answers]
    p50, p95 = percentiles([float(line["ms"]) for line in lines])
    whole, _late = percentiles([answer.seconds * 1000 for answer in answers])
    note = f"{lines[-1]['queries']} queries; {whole:.1f} ms with the network; {lines[-1]['status']}"
    report.add(f"{name}: server p50 / p95", f"{p50:.1f} / {p95:.1f} ms", note)


if __name__ == "__main__":
    main()
