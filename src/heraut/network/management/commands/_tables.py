"""What the commands that read a table share: report, refuse, say where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import ProgrammingError

from heraut.network.actions._import_rows import Change
from heraut.network.actions.import_network import Unfit
from heraut.network.importing import Problem, sentence

Say = Callable[[str], object]


def read(file: Path, parse: Callable[..., Any]) -> Any:
    """The file's records; ``CommandError`` with every problem."""
    try:
        records, problems = parse(file, str(file))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    if problems:
        raise to_mend(problems)
    return records


def run(do: Callable[[], list[Change]]) -> list[Change]:
    try:
        return do()
    except Unfit as unfit:
        raise to_mend(unfit.problems) from None
    except ProgrammingError as error:
        raise CommandError(
            "The database has no tables of the network yet. Run ./heraut migrate first."
        ) from error


def report(changes: Sequence[Change], say: Say, *, apply: bool) -> None:
    for each in changes:
        say(f"{'+' if each.new else '~'} {each.kind} {each.key}")
        for name, (before, after) in each.fields.items():
            say(f"    {name}: {shown(before)} → {shown(after)}")
    new = sum(each.new for each in changes)
    if not changes:
        say("Nothing changes: the network already says all of this.")
    elif apply:
        say(f"Done: {new} new, {len(changes) - new} changed.")
    else:
        say(f"Would make {new} new and change {len(changes) - new}. Add --apply to do it.")


def to_mend(problems: Iterable[Problem]) -> CommandError:
    listed = [f"  {sentence(each)}" for each in problems]
    return CommandError("\n".join(["Nothing was changed. To be mended first:", *listed]))


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(each)}" for key, each in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value in ("", None) else f"“{value}”"
