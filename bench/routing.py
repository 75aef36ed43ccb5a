"""`make bench-routing`: how long routing takes. Prints one Markdown table.

    python -m bench.routing [--experts N] [--due N] [--queue N]

A copy of its own is filled with experts of one area and their questions; then a question is routed among
all of them again and again, offers that all run out at once are handed over by two workers, and the queue
of somebody with very many questions is read. DATABASE_URL puts it on PostgreSQL.
"""

import argparse
import subprocess
import sys

from bench.copy import ROOT, BenchCopy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experts", type=int, default=5_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--queue", type=int, default=10_000)
    options = parser.parse_args()
    with BenchCopy() as copy:
        copy.environment["EMPTY"] = "1"
        copy.manage("migrate", "--verbosity", "0")
        words = [f"--{name}={value}" for name, value in vars(options).items()]
        ended = subprocess.run(
            [sys.executable, "-m", "bench.routing_inside", *words],
            cwd=ROOT,
            env=copy.environment | {"DJANGO_SETTINGS_MODULE": "knowledge.settings"},
            check=False,
        )
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main()
