"""`make bench-time`: contribution figures of very many experts. Prints one Markdown table.

    python -m bench.time_figures [--experts N] [--weeks N] [--entries N]

An empty copy of its own is filled in bulk; then figures and pages are read again and again in one
process. With DATABASE_URL it is measured in that database, which must be empty.
"""

import argparse
import subprocess
import sys

from bench.copy import ROOT, BenchCopy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experts", type=int, default=10_000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--entries", type=int, default=5, help="a week")
    options = parser.parse_args()
    with BenchCopy() as copy:
        copy.environment |= {"EMPTY": "1", "LOG_LEVEL": "WARNING"}
        copy.environment.setdefault("DJANGO_SETTINGS_MODULE", "knowledge.settings")
        copy.manage("prepare")
        command = [sys.executable, "-m", "bench.time_inside"]
        for name, value in vars(options).items():
            command += [f"--{name}", str(value)]
        subprocess.run(command, cwd=ROOT, env=copy.environment, check=True)


if __name__ == "__main__":
    main()
