"""A personal value that cannot be shown by accident (rule: `reveal` is the one visible door)."""

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
Other = TypeVar("Other")
HIDDEN = "Pii(…)"


class Pii(Generic[T]):
    """Hides a value from text, JSON, dumps and pickles; as a pydantic type it wraps what is valid.

    Two hidden values are equal when what they hide is.
    """

    __slots__ = ("_value",)
    _value: T

    def __init__(self, value: T) -> None:
        object.__setattr__(self, "_value", value)

    def reveal(self) -> T:
        """Return the value in clear."""
        return self._value

    def map(self, change: Callable[[T], Other]) -> "Pii[Other]":
        """Return another hidden value that is computed from this one."""
        return Pii(change(self._value))

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError("a personal value does not change")

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pii) and bool(self._value == other._value)

    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a personal value is not pickled")

    def __copy__(self) -> "Pii[T]":
        return self

    def __deepcopy__(self, memo: object) -> "Pii[T]":
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = get_args(source) or (Any,)
        hidden = core_schema.plain_serializer_function_ser_schema(_refuse_dump)
        return core_schema.no_info_after_validator_function(
            cls, handler(inner), serialization=hidden
        )


def _refuse_dump(_: object) -> NoReturn:
    raise TypeError("a personal value is not dumped")
