"""A test of a page waits for what it reads: at one instant that is true on a quick machine and false on a slow one."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
HOME = TESTS / "support" / "in_browser.py"
DRIVES_A_BROWSER = ("open_page", "chromium", "support.in_browser")
AT_ONCE = {
    "is_visible", "is_hidden", "is_enabled", "is_disabled", "is_editable", "is_checked", "inner_text", "inner_html",
    "all_inner_texts", "text_content", "all_text_contents", "input_value", "get_attribute", "evaluate", "evaluate_all",
    "bounding_box", "query_selector", "query_selector_all", "content", "cookies",
}  # fmt: skip
WAITS = {"becomes", "until", "expect", "as_it_stands"}
"""functions that wait for what they are given, and the one that says that nothing can change it any more"""


def hasty(node: ast.AST) -> Iterator[ast.AST]:
    """What is read of a page at one instant and made use of, and waits for a time instead of for something."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in WAITS:
            continue
        deed = isinstance(node, ast.Expr)  # done for what it does, and nothing is read
        if waits_for_a_time(child) or (reads(child) and not deed):
            yield child
        yield from hasty(child)


def waits_for_a_time(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "wait_for_timeout"


def reads(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="count"), args=[]) | ast.Attribute(attr="url", value=ast.Name(id="page")):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in AT_ONCE
    return False


def test_no_test_reads_a_page_at_one_instant_without_saying_why_it_may():
    files = [file for file in sorted(TESTS.rglob("*.py")) if file not in (HOME, Path(__file__))]
    found = {file: file.read_text(encoding="utf-8") for file in files}
    driving = {file: text for file, text in found.items() if any(name in text for name in DRIVES_A_BROWSER)}
    assert len(driving) >= 20
    refused = [
        f"{file.relative_to(TESTS)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for file, text in driving.items()
        for node in hasty(ast.parse(text))
    ]
    assert not refused, "wait (expect, until, becomes), or say as_it_stands:\n" + "\n".join(refused)


def test_the_rule_finds_such_a_read_and_accepts_what_waits_or_says_why():
    refused = (
        "assert page.locator('p').is_visible()", "assert page.locator('p').count() == 1", "told = page.evaluate('1')",
        "assert page.url == 'x'", "page.wait_for_timeout(50)",
    )  # fmt: skip
    accepted = (
        "expect(page.locator('p')).to_have_count(1)", "becomes(page, lambda: page.locator('p').count(), 1)",
        "page.evaluate('go()')", "told = as_it_stands(page.evaluate('1'))", "assert text.count('p') == 1",
    )  # fmt: skip
    assert [len(list(hasty(ast.parse(code)))) for code in refused] == [1] * len(refused)
    assert [len(list(hasty(ast.parse(code)))) for code in accepted] == [0] * len(accepted)
