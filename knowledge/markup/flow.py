"""```flow fences: a decision guide as nested questions, answers and outcomes.

    Is the router's light on?
      Yes: Is it green?
        Yes: The line works. Look at the computer.
        No: Restart it, wait two minutes.
      No: Send a new power supply.

A line with lines indented under it is a question, a line without is an outcome. What stands
before the first colon (or ->) is the answer that leads there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from knowledge.markup.drawing import Drawing, DrawingError
from knowledge.markup.words import Words

MAX_LINES = 200
MAX_LEVELS = 8

_BRANCH = re.compile(r"(.{1,80}?)\s*(?:->|→|:(?=\s))\s*(.+)\Z")
_BULLET = re.compile(r"[-*+]\s+")


@dataclass(slots=True)
class Step:
    """A question (it has branches) or an outcome; `answer` is "" at the top."""

    answer: str
    text: str
    indent: int
    branches: list[Step] = field(default_factory=list)


def draw_flow(source: str, words: Words) -> Drawing:
    """Raises `DrawingError`."""
    steps = parse_flow(source, words)
    html = "".join(_step_html(step) for step in steps)
    plain: list[str] = []
    for number, step in enumerate(steps, start=1):
        _plain(step, f"{number}.", 0, plain)
    rich = "".join(_step_rich(step) for step in steps)
    return Drawing(f'<ol class="flow">{html}</ol>', "\n".join(plain), f"<ol>{rich}</ol>")


def parse_flow(source: str, words: Words) -> list[Step]:
    """The top steps. Raises `DrawingError` with a sentence for the author."""
    root = Step("", "", -1)
    path = [root]
    lines = source.expandtabs(4).split("\n")
    if len(lines) > MAX_LINES:
        raise DrawingError(words.flow_large)
    for number, line in enumerate(lines, start=1):
        text = _BULLET.sub("", line.strip(), count=1)[:1000]
        if not text:
            continue
        indent = len(line) - len(line.lstrip())
        while path[-1].indent >= indent:
            path.pop()
        parent = path[-1]
        if parent.branches and parent.branches[0].indent != indent:
            raise DrawingError(words.flow_indent % number)
        if len(path) > MAX_LEVELS:
            raise DrawingError(words.flow_large)
        step = _step(text, indent, is_top=parent is root)
        parent.branches.append(step)
        path.append(step)
    if not any(step.branches for step in root.branches):
        raise DrawingError(words.flow_empty)
    return root.branches


def _step(text: str, indent: int, *, is_top: bool) -> Step:
    match = None if is_top else _BRANCH.match(text)
    if match is None:
        return Step("", text, indent)
    return Step(match[1], match[2], indent)


def _step_html(step: Step) -> str:
    answer = f'<span class="flow__answer">{escape(step.answer)}:</span> ' if step.answer else ""
    if not step.branches:
        outcome = f'<span class="flow__outcome">{escape(step.text)}</span>'
        return f'<li class="flow__step">{answer}{outcome}</li>'
    branches = "".join(_step_html(branch) for branch in step.branches)
    question = f'<strong class="flow__question">{escape(step.text)}</strong>'
    return (
        f'<li class="flow__step">{answer}{question}<ol class="flow__branches">{branches}</ol></li>'
    )


def _step_rich(step: Step) -> str:
    answer = f"<strong>{escape(step.answer)}</strong>: " if step.answer else ""
    branches = "".join(_step_rich(branch) for branch in step.branches)
    inner = f"<ul>{branches}</ul>" if branches else ""
    return f"<li>{answer}{escape(step.text)}{inner}</li>"


def _plain(step: Step, mark: str, depth: int, lines: list[str]) -> None:
    answer = f"{step.answer}: " if step.answer else ""
    lines.append(f"{'  ' * depth}{mark} {answer}{step.text}")
    for branch in step.branches:
        _plain(branch, "-", depth + 1, lines)
