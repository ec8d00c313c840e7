"""docs/scan.md explains every signal that a finding can have, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstamp.recipient import compare, evidence, scan
from backstamp.recipient.verdict import CLICKED, SHOWN

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scan.md"
ROW = re.compile(r"^\| ((?:`[a-z-]+`(?:, )?)+) \| [^|]+ \| (?:for|against|–) \|", re.MULTILINE)


def texts(value: ast.expr, function: ast.AST) -> Iterator[str]:
    """The texts that an expression may be: a constant, one of two, or what a variable was set to."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*texts(value.body, function), *texts(value.orelse, function))
    elif isinstance(value, ast.Name):
        for each in ast.walk(function):
            if isinstance(each, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == value.id for target in each.targets
            ):
                yield from texts(each.value, function)
    else:
        pytest.fail(f"what is {ast.unparse(value)}? It names a signal.")


def named(module: object) -> set[str]:
    """The names of all signals that a module makes."""
    tree = ast.parse(Path(str(vars(module)["__file__"])).read_text(encoding="utf-8"))
    return {
        name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Signal"
        for name in texts(call.args[0], function)
    }


def explained() -> set[str]:
    return {name for row in ROW.findall(PAGE.read_text(encoding="utf-8")) for name in re.findall(r"[a-z-]+", row)}


def test_every_signal_is_explained_and_no_other() -> None:
    made = named(evidence) | named(compare) | named(scan)
    assert len(made) > 25
    assert explained() == made


def test_the_verdict_asks_only_for_signals_that_there_are() -> None:
    asked = {name for rule in (*SHOWN, *CLICKED) for name in rule.needs | rule.any_of | rule.unless}
    assert asked <= named(evidence)
