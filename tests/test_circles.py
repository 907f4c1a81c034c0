"""No file needs, by any way, a file that needs it: neither when it is imported nor within its functions."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"


def modules(src: Path) -> dict[str, Path]:
    return {".".join(file.relative_to(src).with_suffix("").parts).removesuffix(".__init__"): file
            for file in src.rglob("*.py")}  # fmt: skip


def outside_type_checking(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node, those within functions too, without what only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            yield node
            yield from outside_type_checking(node)


def imported(node: ast.AST, known: dict[str, Path]) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name for name in node.names} & known.keys()
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return set()
    full = {name.name: f"{node.module}.{name.name}" for name in node.names}
    return {whole if whole in known else node.module for whole in full.values()} & known.keys()


def needed(file: Path, known: dict[str, Path]) -> set[str]:
    nodes = outside_type_checking(ast.parse(file.read_text("utf-8")))
    return set().union(*(imported(node, known) for node in nodes))


def import_graph(src: Path) -> dict[str, set[str]]:
    known = modules(src)
    return {name: needed(file, known) - {name} for name, file in known.items()}


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_of_the_package_import_one_another_in_a_circle():
    graph = import_graph(SRC)
    assert len(graph) > 200 and sum(map(len, graph.values())) > 500
    assert circle(graph) == []


@pytest.mark.parametrize("late", ["from house import first\n", "def f():\n    from house.first import x\n"])
def test_a_circle_is_found_also_through_an_import_within_a_function(tmp_path, late):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("")
    (house / "first.py").write_text("from house.second import y\n")
    (house / "second.py").write_text(late)
    assert {"house.first", "house.second"} <= set(circle(import_graph(tmp_path)))
