"""One table of reasons (D14): each with its own code, each raised somewhere, nothing beside it."""

import re

from shared.core.reasons import REASONS
from tests.architecture.sources import name_of, python_files, texts_of_calls, tree

CODE = re.compile(r"[1-5][0-9]{7}")
PLACEHOLDER = re.compile(r"[{}%]")
RETRYABLE_STATUSES = {429, 503}

# Answered by no code of ours yet, with what will.
AWAITED: dict[str, str] = {}


def named_reasons() -> dict[str, list[str | None]]:
    """Return what each file refuses by, None where it is not a literal text."""
    found = {
        name_of(path): list(texts_of_calls(tree(path), "Refusal", "error_answer"))
        for path in python_files("shared", "functions", "emulators")
    }
    return {file: reasons for file, reasons in found.items() if reasons}


def test_a_code_starts_with_its_status_and_is_its_own() -> None:
    codes = [reason.code for reason in REASONS.values()]
    assert len(set(codes)) == len(codes)
    for reason in REASONS.values():
        assert CODE.fullmatch(str(reason.code))
        assert str(reason.code).startswith(str(reason.status))


def test_messages_are_short_and_have_no_place_for_a_value() -> None:
    messages = [reason.message for reason in REASONS.values()]
    assert len(set(messages)) == len(messages)
    for message in messages:
        assert PLACEHOLDER.search(message) is None
        assert 10 <= len(message) <= 80


def test_what_is_retryable_says_so_by_its_status() -> None:
    for name, reason in REASONS.items():
        assert reason.retryable == (reason.status in RETRYABLE_STATUSES), name


def test_every_refusal_names_a_reason_of_the_table() -> None:
    for file, reasons in named_reasons().items():
        # The HTTP layer hands on the reason of the refusal that it caught.
        literals = [r for r in reasons if not (r is None and file == "shared/gcp/http.py")]
        assert set(literals) <= REASONS.keys(), file


def test_every_reason_is_answered_somewhere_or_awaited() -> None:
    answered = {reason for reasons in named_reasons().values() for reason in reasons}
    assert REASONS.keys() - answered == AWAITED.keys()
