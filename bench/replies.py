"""`make bench-replies`: reach, records and composing with five million replies. Prints one Markdown table.

    python -m bench.replies [--records N] [--weeks N]

An empty copy of its own is filled by the database itself. With DATABASE_URL it is measured in that
database, which must be empty.
"""

import argparse
import subprocess
import sys

from bench.copy import ROOT, BenchCopy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--weeks", type=int, default=104)
    options = parser.parse_args()
    with BenchCopy() as copy:
        copy.environment |= {"EMPTY": "1", "LOG_LEVEL": "WARNING"}
        copy.environment.setdefault("DJANGO_SETTINGS_MODULE", "knowledge.settings")
        copy.manage("prepare")
        command = [sys.executable, "-m", "bench.replies_inside"]
        for name, value in vars(options).items():
            command += [f"--{name}", str(value)]
        subprocess.run(command, cwd=ROOT, env=copy.environment, check=True)


if __name__ == "__main__":
    main()
