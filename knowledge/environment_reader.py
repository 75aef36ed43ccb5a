"""Typed look-ups in the environment, and what is said of a variable that is wrong."""

import os
from collections.abc import Iterable
from pathlib import Path

import environ

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})


class WrongSetting(Exception):
    """A variable has a value that Terroir cannot start with."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class Reader:
    """Typed look-ups in the environment; an empty value counts as absent."""

    def __init__(self, root: Path) -> None:
        env_file = os.environ.get("ENV_FILE", str(root / ".env"))
        if env_file and Path(env_file).is_file():
            environ.Env.read_env(env_file)

    def text(self, name: str, default: str = "") -> str:
        return os.environ.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = os.environ.get(name, "").strip().lower()
        if value in YES:
            return True
        if value in NO:
            return default if value == "" else False
        raise WrongSetting(name, f"“{value}” is neither 1 nor 0")

    def number(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not lowest <= int(value) <= highest:
            raise WrongSetting(name, f"“{value}” is not a whole number from {lowest} to {highest}")
        return int(value)

    def choice(self, name: str, default: str, allowed: Iterable[str]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise WrongSetting(name, f"“{value}” is not one of {', '.join(sorted(allowed))}")
        return value

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.text(name).split(",") if word.strip()]
