"""What a machine can see of how the house is built."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from heraut.foundation.words import REFUSALS, audit_verbs
from heraut.kernel import states

SOURCE = Path(__file__).parents[2] / "src" / "heraut"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
ACTIONS = [path for path in MODULES if path.parent.name == "actions" and path.stem[0] != "_"]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
#: Where a scoped model's rows may be read without the door: by those who are the door.
DOORS = ("models", "actions")


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of ``name``, dotted or not."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) == name or ast.unparse(node.func).endswith(f".{name}"))
    ]


def literals(path: Path, name: str) -> list[str]:
    """The first arguments of the calls of ``name`` that are written out."""
    found = [call.args[0] for call in calls(ast.parse(path.read_text()), name) if call.args]
    return [node.value for node in found if isinstance(node, ast.Constant)]


def _label(path: Path) -> str:
    return str(path.relative_to(SOURCE))


# -- actions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ACTIONS, ids=_label)
def test_an_action_is_a_verb_in_a_transaction_that_leaves_a_trace(path):
    tree = ast.parse(path.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert path.stem in functions, "the function is named as its file"
    verb = functions[path.stem]
    wears = any(ast.unparse(each).startswith("transaction.atomic") for each in verb.decorator_list)
    assert wears or calls(verb, "transaction.atomic"), "it works in a transaction"
    assert calls(tree, "audit.record"), "it leaves a trace in the audit trail"
    assert ast.get_docstring(tree), "it says what it does"


def test_every_verb_of_the_trail_has_words():
    verbs = {verb for path in MODULES for verb in literals(path, "audit.record")}
    verbs |= {verb for path in MODULES for verb in literals(path, "note_account_event")}
    assert verbs, "there are verbs"
    assert not verbs - set(audit_verbs())


def test_every_refusal_has_words():
    codes = {
        code
        for path in MODULES
        for name in ("Refusal", "Forbidden", "Stale")
        for code in literals(path, name)
    }
    known = {code for words in REFUSALS for code in words}
    assert codes, "there are refusals"
    assert not codes - known


# -- the one door ------------------------------------------------------------------------------


def scoped() -> set[str]:
    """The models whose rows not everybody may see."""
    return {model.__name__ for model in apps.get_models() if hasattr(model, "ACCESS")}


def _reads(path: Path, models: set[str]) -> list[str]:
    lines = path.read_text().splitlines()
    found = []
    for node in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(node, ast.Attribute) or node.attr not in ("objects", "_default_manager"):
            continue
        name = ast.unparse(node.value).rsplit(".", 1)[-1]
        near = "\n".join(lines[max(0, node.lineno - 2) : node.lineno + 1])
        if name in models and "# access:" not in near:
            found.append(f"{_label(path)}:{node.lineno}: {name}")
    return found


def test_scoped_rows_are_read_through_the_door_alone():
    """Outside queries and actions: ``access.rows``, or ``# access: why not`` beside it."""
    assert scoped(), "there are scoped models"
    found = []
    for path in MODULES:
        if path.name != "queries.py" and not set(DOORS) & set(path.parts):
            found += _reads(path, scoped())
    assert not found, "\n".join(found)


# -- states ------------------------------------------------------------------------------------


def test_every_state_leads_somewhere():
    assert states.registry, "there are state machines"
    assert not {m.name: m.stuck() for m in states.registry.values() if m.stuck()}


# -- templates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=_label)
def test_a_template_has_no_inline_style_script_or_handler(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"(href|src|action)\s*=\s*[\"']?javascript:", text, re.IGNORECASE)


def test_no_page_outside_the_project_is_named():
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        assert "../shared" not in path.read_text(), path
