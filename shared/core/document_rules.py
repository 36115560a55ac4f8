"""What both drivers of the documents port refuse before anything is read or written.

Texts of these errors never quote a path, a field or a value.
"""

import re
from collections.abc import Sequence
from typing import get_args

from shared.core.documents import (
    COMMIT_WRITES_MAX,
    Condition,
    Create,
    Operator,
    Put,
    Write,
)

INTEGER_MIN = -(2**63)
INTEGER_MAX = 2**63 - 1
RESERVED_PREFIX = "__"

# Firestore allows 1,500 bytes in a part of a path: 375 characters of at most four bytes.
_PART = r"(?!__)(?!\.{1,2}(?:/|\Z))[^/\ud800-\udfff]{1,375}"
_COLLECTION = re.compile(_PART)
_PATH = re.compile(f"{_PART}/{_PART}")
_NAME = r"(?!__)[A-Za-z_][A-Za-z0-9_]*"
_FIELD = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPERATORS = frozenset(get_args(Operator))


def is_text(value: str) -> bool:
    """Tell whether a string can be stored: JSON may bring half of a surrogate pair."""
    return value.isascii() or not _SURROGATE.search(value)


def check_paths(paths: Sequence[str]) -> None:
    """Raise ValueError unless every path is `collection/id`."""
    for path in paths:
        if not _PATH.fullmatch(path):
            raise ValueError("a document path is collection/id")


def check_writes(writes: Sequence[Write]) -> None:
    """Raise ValueError for too many writes or two to one document, TypeError without a token."""
    paths = [write.path for write in writes]
    check_paths(paths)
    if len(paths) > COMMIT_WRITES_MAX:
        raise ValueError("a commit has too many writes")
    if len(set(paths)) != len(paths):
        raise ValueError("a commit writes a document once")
    for write in writes:
        # Without its token a Replace would overwrite whatever is there.
        if not isinstance(write, Create | Put) and write.token is None:
            raise TypeError("a Replace or a Delete needs the token of a document that was seen")


def check_query(
    collection: str,
    where: Sequence[Condition],
    order_by: str | None,
    descending: bool,
    limit: int,
) -> None:
    """Raise ValueError or TypeError for a query that the port does not offer."""
    if not _COLLECTION.fullmatch(collection):
        raise ValueError("not a collection")
    if limit < 1:
        raise ValueError("a query's limit is at least 1")
    if descending and order_by is None:
        raise ValueError("a descending query needs a field to order by")
    if order_by is not None and not _FIELD.fullmatch(order_by):
        raise ValueError("not a field")
    for condition in where:
        _check_condition(condition)


def _check_condition(condition: Condition) -> None:
    if not _FIELD.fullmatch(condition.field):
        raise ValueError("not a field")
    if condition.operator not in _OPERATORS:
        raise ValueError("not an operator")
    comparable = (int, str) if condition.operator != "==" else (int, str, bool, type(None))
    if type(condition.value) not in comparable:
        raise TypeError(f"a {type(condition.value).__name__} is not compared with this operator")
    if isinstance(condition.value, str) and not is_text(condition.value):
        raise ValueError("a text is not valid Unicode")
