"""What a machine can see of how the house is built."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "heraut"
ACTIONS = [path for path in sorted(SOURCE.glob("*/actions/*.py")) if not path.name.startswith("_")]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", ACTIONS, ids=lambda p: f"{p.parts[-3]}/{p.stem}")
def test_an_action_is_a_verb_in_a_transaction_that_leaves_a_trace(path):
    tree = ast.parse(path.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert path.stem in functions, "the function is named as its file"
    decorators = ast.unparse(ast.Module(functions[path.stem].decorator_list, []))
    assert "transaction.atomic" in decorators or "atomic" in path.read_text()
    assert "audit.record(" in path.read_text() or "write(" in path.read_text()
    assert ast.get_docstring(tree), "says what it does"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_template_has_no_inline_style_script_or_handler(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


def test_no_page_outside_the_project_is_named():
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        assert "../shared" not in path.read_text(), path
