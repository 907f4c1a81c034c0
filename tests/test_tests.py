"""A test can fail: none asserts only inside a loop over something that may be empty."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
WRAPPERS = {"range", "enumerate", "zip", "sorted", "reversed", "product"}


def checks(node: ast.AST, loop: ast.For | ast.While | None = None) -> Iterator[ast.For | ast.While | None]:
    """For each assertion of a function the innermost loop around it, None without one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            continue
        if is_check(child):
            yield loop
        yield from checks(child, child if isinstance(child, ast.For | ast.While) else loop)


def is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return name == "raises" or name.startswith("assert_") or name.endswith("_asserts")
    return isinstance(node, ast.Assert)


def never_empty(values: ast.expr, test: ast.FunctionDef) -> bool:
    """Written out in the test, or a constant of its module."""
    match values:
        case ast.Tuple() | ast.List() | ast.Set() | ast.Constant():
            return not isinstance(values, ast.List | ast.Tuple) or bool(values.elts)
        case ast.Dict():
            return bool(values.keys)
        case ast.Call(func=ast.Name(id=name), args=args) if name in WRAPPERS:
            return all(never_empty(value, test) for value in args)
        case ast.Call(func=ast.Attribute(value=inner, attr="items" | "keys" | "values")):
            return never_empty(inner, test)
        case ast.ListComp(generators=[ast.comprehension(iter=inner, ifs=[])]):
            return never_empty(inner, test)
        case ast.Name(id=name):
            return name.isupper() or any(never_empty(value, test) for value in assigned(name, test))
    return False


def assigned(name: str, test: ast.FunctionDef) -> list[ast.expr]:
    found = [node for node in ast.walk(test) if isinstance(node, ast.Assign)]
    return [node.value for node in found if any(isinstance(t, ast.Name) and t.id == name for t in node.targets)]


def may_pass_without_a_check(test: ast.FunctionDef) -> bool:
    loops = list(checks(test))
    sure = [loop is None or (isinstance(loop, ast.For) and never_empty(loop.iter, test)) for loop in loops]
    return bool(loops) and not any(sure)


def functions() -> list[tuple[str, ast.FunctionDef]]:
    found = [
        (f"{file.relative_to(TESTS)}::{node.name}", node)
        for file in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(found) > 700
    return found


def test_no_test_checks_only_inside_a_loop_that_may_be_empty():
    assert [name for name, test in functions() if may_pass_without_a_check(test)] == []


def test_the_rule_finds_such_a_test_and_accepts_a_guarded_one():
    loop = "def test_x(rows):\n    for row in rows:\n        assert row\n"
    guarded = loop.replace("    for", "    assert rows\n    for")
    written_out = loop.replace("in rows", "in (1, 2)")
    told = [may_pass_without_a_check(ast.parse(code).body[0]) for code in (loop, guarded, written_out)]  # type: ignore[arg-type]
    assert told == [True, False, False]
