"""Changes pure Python in one small way after the other and runs its tests.

A change that none of them notices stands for a mistake that none would notice.

`npm run mutants:python`, or with names of files to look at those only. Prints every change that survived, and a table. The tests are
plain unittest, because each change gets a fork of this process that has nothing imported yet but what they stand on.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import io
import os
import resource
import signal
import sys
import unittest
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]
#: What is changed, and the tests (of tests/machine) that are to notice.
TARGETS = {
    "src/world/clients/websocket.py": ["test_websocket_client"],
    "src/world/servers/commands.py": ["test_commands"],
    "src/world/tracing/rows.py": ["test_rows"],
    "src/replay/parts/table.py": ["test_table"],
    "src/replay/parts/printable.py": ["test_printable"],
}
#: Seconds of computing and bytes of memory for one change: what loops for ever, or grows, is noticed.
CPU_SECONDS, MEMORY = 5, 2 << 30
#: Of all changes, how many are to be noticed.
GOAL = 0.8

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Mult,
}


@dataclass
class Change:
    line: int
    before: str
    after: str
    tree: ast.Module


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARISONS:
            yield ast.Compare(node.left, [_COMPARISONS[type(operator)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _OPERATORS:
            yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() | bytes() as value) if value:
            yield ast.Constant(type(value)())
        case ast.If() | ast.While():
            other = copy.copy(node)
            other.test = ast.UnaryOp(ast.Not(), node.test)
            yield other
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node with its place in its parent. Not types, documentation, and the words of errors: no test is to hold those."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params") or isinstance(
            node, ast.Raise | ast.ImportFrom
        ):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_documentation(child):
                continue
            yield node, name, index, child
            yield from _places(child)


def _is_documentation(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def changes_of(source: str) -> Iterator[Change]:
    """Every changed module, one change each, in the order of the text."""
    tree = ast.parse(source)
    for parent, name, index, node in _places(tree):
        for variant in _variants(node):
            ast.copy_location(variant, node)
            _put(parent, name, index, variant)
            changed = ast.fix_missing_locations(copy.deepcopy(tree))
            _put(parent, name, index, node)
            line = getattr(node, "lineno", 0)
            yield Change(line, _short(node), _short(variant), changed)


def _short(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0][:90]


class _Changed(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Finds one module, and loads it as it was changed."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        super().__init__(module, str(path))
        self._code = code

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.path) if fullname == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        return self._code


def _passes(tests: list[str]) -> bool:
    suite = unittest.defaultTestLoader.loadTestsFromNames(tests)
    return unittest.TextTestRunner(io.StringIO(), failfast=True).run(suite).wasSuccessful()


def survives(path: Path, tree: ast.Module | None, tests: list[str]) -> bool:
    """Whether the tests pass with the changed module, in a process of its own; with the module as it is where `tree` is None."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # One that only waits is noticed, too.
        signal.alarm(CPU_SECONDS * 6)
        status = 1
        try:
            if tree is not None:
                module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
                sys.meta_path.insert(0, _Changed(module, path, compile(tree, str(path), "exec")))
            status = 0 if _passes(tests) else 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(TARGETS)
    if unknown:
        print(
            f"Nothing is known of {', '.join(sorted(unknown))}.\nNext: name some of {', '.join(TARGETS)}.",
            file=sys.stderr,
        )
        return 1
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests/machine")]
    sys.dont_write_bytecode = True
    table: list[tuple[str, int, int]] = []
    for name in wanted or TARGETS:
        path, tests = ROOT / name, TARGETS[name]
        if not survives(path, None, tests):
            print(
                f"The tests of {name} fail as it is.\nNext: run them by themselves: {', '.join(tests)}.",
                file=sys.stderr,
            )
            return 1
        changes = list(changes_of(path.read_text()))
        left = [change for change in changes if survives(path, change.tree, tests)]
        for change in left:
            print(f"{name}:{change.line}: {change.before}  ->  {change.after}")
        table.append((name, len(changes), len(changes) - len(left)))
    print(f"{'':40}  changes  noticed")
    for name, total, noticed in table:
        print(f"{name:40}  {total:7}  {noticed / total:7.0%}")
    return 0 if sum(noticed for *_, noticed in table) >= GOAL * sum(total for _, total, _ in table) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
