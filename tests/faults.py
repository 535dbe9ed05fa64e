r"""Small faults in a source file: + for -, < for <=, 2 for 1, a statement left out.

>>> for mutant in mutants("f.py", "def f(x: int = 1) -> int:\n    return x < 2\n"):
...     print(mutant.line, mutant.change)
1 1 -> 2
2 return x < 2 -> pass
2 x < 2 -> x <= 2
2 2 -> 3
"""

from __future__ import annotations

import ast
import copy
import inspect
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from types import CodeType
from typing import Any, NamedTuple

OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitOr,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}
BRANCHES: dict[type[ast.AST], tuple[bool, ...]] = {
    ast.If: (True, False), ast.IfExp: (True, False), ast.While: (False,),
}
SYMMETRIC = {  # the order of two arguments makes no difference
    "max", "min", "math.gcd", "math.lcm", "output_pad", "output_pads",
    "convolve", "weighted_sum", "inner", "plus", "exact.add", "exact.multiply",
    "kronecker.bound", "_dense", "plainly", "by_decimal", "suppress",
}
DROPPED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Return, ast.Raise,
           ast.Continue, ast.Break)


class Mutant(NamedTuple):
    """A file of the package with a fault in it."""

    path: str
    line: int
    change: str
    source: str
    number: int  # among the faults of its file


def mutants(path: str, source: str) -> Iterator[Mutant]:
    r"""Yield all mutants of a file.

    Tests may count its lines, so no other statement looks different from before, and
    none stands on another line.

    >>> [mutant.source for mutant in mutants("f.py", "# one\nx = [1,\n     y]\n")]
    ['# one\npass\n\n', '# one\nx = [2, y]\n\n']
    """
    tree = ast.parse(source)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    heads = {each: head(each) for each in statements}
    # The inner ones come last: so of each node, the innermost is known.
    around = {inner: each for each in statements for inner in ast.walk(each)}
    for number, (line, node, other) in enumerate(faults(tree)):
        statement = around[node]
        text = head(other if node is statement else statement)
        if text != heads[statement] and can_run(tree):
            change = f"{short(node)} -> {short(other)}"
            mutated = exchanged(source, statement, text)
            yield Mutant(path, line, change, mutated, number)


def head(statement: Any) -> str:
    """Return the source of a statement, but not of those that are part of it."""
    if not hasattr(statement, "body"):
        return ast.unparse(statement)
    lists = {"orelse", "finalbody", "handlers"} & {*vars(statement)}
    empty = like(statement, body=[ast.Pass()], **{name: [] for name in lists})
    return ast.unparse(empty).strip().rpartition("\n")[0]


def first_line(statement: Any) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return int(min(node.lineno for node in (statement, *decorators)))


def exchanged(source: str, statement: Any, text: str) -> str:
    """Return a source in which a statement has another head, on as many lines."""
    lines = source.split("\n")
    body = getattr(statement, "body", None)
    start = first_line(statement) - 1
    end = first_line(body[0]) - 1 if body else statement.end_lineno
    indent = " " * statement.col_offset
    if getattr(statement, "decorator_list", []):
        text = text.replace("\n", f"\n{indent}")
    word = "el" if lines[start].lstrip().startswith("elif ") else ""
    new = f"{indent}{word}{text}".split("\n")
    blank = [""] * (end - start - len(new))
    return "\n".join([*lines[:start], *new, *blank, *lines[end:]])


def compiled(mutant: Mutant, source: str) -> CodeType:
    """Return the mutant as code, in which every line has the number it always had."""
    tree = ast.parse(source)
    next(islice(faults(tree), mutant.number, None))
    return code_of(tree, mutant.path)


def other_defaults(mutant: Mutant, source: str) -> list[ast.FunctionDef]:
    """Return the functions of a mutant that have another default for a parameter.

    >>> source = "def f(x=1): pass"
    >>> (mutant,) = mutants("f.py", source)
    >>> [ast.unparse(f.args) for f in other_defaults(mutant, source)]
    ['x=2']
    """
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    before = [ast.dump(function.args) for function in functions]
    next(islice(faults(tree), mutant.number, None))
    after = [ast.dump(function.args) for function in functions]
    return [f for f, one, two in zip(functions, before, after) if one != two]


def code_of(tree: ast.Module, path: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fault may be bad style as well
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
    return code


def can_run(tree: ast.Module) -> bool:
    r"""Tell whether Python takes it: what is said to be nonlocal must be set somewhere.

    >>> source = "def f():\n    x = 1\n    def g():\n        nonlocal x"
    >>> [m.change for m in mutants("f.py", source)]         # not x = 1 -> pass
    ['1 -> 2']
    """
    with suppress(SyntaxError):
        return bool(code_of(tree, ""))
    return False


def faults(tree: ast.AST) -> Iterator[tuple[int, ast.AST, ast.AST]]:
    """Put one fault after another into a tree: yield its line, the node, the other."""
    line = 1
    for parent, field, place, node in parts(tree):
        line = getattr(node, "lineno", line)
        for other in replacements(node, parent):
            if not hasattr(other, "lineno"):
                ast.copy_location(other, node)
            ast.fix_missing_locations(other)
            put(parent, field, place, other)
            yield line, node, other
            put(parent, field, place, node)


def parts(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield every node, with where it stands; no types and docstrings: none is run."""
    for field, value in ast.iter_fields(parent):
        nodes = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, node in nodes:
            typing = field in {"annotation", "returns"}
            if isinstance(node, ast.AST) and not (
                typing or is_type(node) or is_docstring(node)
            ):
                yield parent, field, place, node
                yield from parts(node)


def is_type(node: ast.AST) -> bool:
    """Tell whether types are named, as `Pair = tuple[int, int]`, or imported for hints.

    The words of a Literal, though, are read by the functions that take them.
    """
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and re.match("[A-Z][a-z]", node.targets[0].id) is not None
        and isinstance(node.value, (ast.Name, ast.Subscript, ast.Call))
        and re.match("Literal|(?!TypeVar).*[(]", ast.unparse(node.value)) is None
    )


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def replacements(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        yield like(node, op=OTHER[type(node.op)]())
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            yield like(node, ops=replaced(node.ops, n, OTHER[type(op)]()))
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant):
        yield from map(ast.Constant, other_values(node.value))
    for truth in BRANCHES.get(type(node), ()):
        yield like(node, test=ast.Constant(truth))
    if isinstance(node, ast.comprehension):
        for n in range(len(node.ifs)):
            yield like(node, ifs=replaced(node.ifs, n, ast.Constant(value=True)))
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in SYMMETRIC:
        for n, (one, two) in enumerate(zip(node.args, node.args[1:])):
            if not isinstance(one, ast.Starred) and not isinstance(two, ast.Starred):
                args = replaced(replaced(node.args, n, two), n + 1, one)
                yield like(node, args=args)
    alone = isinstance(parent, ast.If) and parent.body == [node]  # as if not taken
    last = isinstance(parent, ast.FunctionDef) and parent.body[-1] is node
    implied = last and ast.unparse(node) == "return None"  # Python does so by itself
    if isinstance(node, DROPPED) and not alone and not implied:
        yield ast.Pass()


def like(node: ast.AST, **changed: Any) -> ast.AST:
    """Return a copy of the node with one of its parts changed."""
    other = copy.copy(node)
    vars(other).update(changed)
    return other


def replaced(items: list[Any], n: int, item: Any) -> list[Any]:
    return [*items[:n], item, *items[n + 1 :]]


def other_values(value: object) -> list[Any]:
    if value is None or isinstance(value, bool):
        return [0 if value is None else not value]
    if isinstance(value, str):
        return [value + "!"]
    return [value + 1] if isinstance(value, (int, float)) else []


def short(node: ast.AST) -> str:
    """Return the beginning of a piece of source."""
    text = ast.unparse(node).strip().split("\n")[0]
    return text if len(text) < 60 else text[:57] + "..."


def changed(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]]:
    r"""Return those functions, before and after, in which two codes of a file differ.

    There are none where it is the file itself that differs, or the body of a class.

    >>> def lines(old, new):
    ...     two = [compile(text, "f.py", "exec") for text in (old, new)]
    ...     return [after.co_firstlineno for _, after in changed(*two)]
    >>> lines("def f():\n  return lambda: 1", "def f():\n  return lambda: 2")
    [2, 1]
    >>> lines("def f(x=1): return x", "def f(x=2): return x")
    []
    """
    found = []
    codes = [filter(is_code, code.co_consts) for code in (old, new)]
    for before, after in zip(*codes):
        if before != after:
            found += changed(before, after)
            if before.co_flags & inspect.CO_OPTIMIZED:  # it is a function
                found.append((before, after))
    return found


def is_code(value: object) -> bool:
    return isinstance(value, CodeType)
