"""Prints what pyproject.toml asks for, one requirement a line: `requirements.py runtime|dev`.

Installing these, and not the project itself, needs no build step and leaves nothing behind.
"""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
wanted = list(project["dependencies"])
if sys.argv[1] == "dev":
    wanted += project["optional-dependencies"]["dev"]
sys.stdout.write("\n".join(wanted) + "\n")
