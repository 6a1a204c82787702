"""What ruff has no rule for: a function is short enough to be seen at once."""

import ast

from tests.conftest import ROOT

LONGEST = 60  # lines, with decorators and docstring


def too_long(code: str) -> list[str]:
    """The functions of a module that are over LONGEST, with their lines."""
    functions = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lines = [(f.name, f.end_lineno - min(part.lineno for part in (f, *f.decorator_list)) + 1) for f in functions]
    return [f"{name}: {n} lines" for name, n in lines if n > LONGEST]


def test_a_long_function_is_found():
    assert too_long("@cache\ndef short():\n" + "    pass\n" * (LONGEST - 2)) == []
    assert too_long("@cache\ndef long():\n" + "    pass\n" * (LONGEST - 1)) == ["long: 61 lines"]


def test_no_function_is_long():
    modules = [path for folder in ("siamese", "demo") for path in (ROOT / folder).rglob("*.py")]
    assert len(modules) > 100
    found = {path.relative_to(ROOT).as_posix(): too_long(path.read_text("utf-8")) for path in modules}
    assert {name: functions for name, functions in found.items() if functions} == {}
