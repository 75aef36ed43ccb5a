"""Fails unless every requirement of pyproject.toml has a pin in its range in constraints.txt."""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
pins = dict(line.split("==") for line in Path("constraints.txt").read_text().split())
pinned = {canonicalize_name(name): version for name, version in pins.items()}
wanted = project["dependencies"] + project["optional-dependencies"]["dev"]

problems = []
for requirement in map(Requirement, wanted):
    version = pinned.get(canonicalize_name(requirement.name))
    if version is None or version not in requirement.specifier:
        problems.append(f"{requirement} is pinned to {version}")
sys.exit("\n".join(problems) or None)
