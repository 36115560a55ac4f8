"""Checkpoints are dense, chained and signed; any number of runs at once makes one of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from shared.core.canonical import CHAIN_START
from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Unavailable
from shared.eu.ledger.model.checkpoint import Head, SignedCheckpoint
from shared.eu.ledger.paths import CHECKPOINT_HEADS, CHECKPOINTS
from shared.eu.ledger.service.checkpoint_reader import (
    every_checkpoint,
    heads_under,
    last_checkpoint,
)
from shared.eu.ledger.service.checkpointing import Checkpointer
from shared.memory.clock import VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY_MS = 24 * 60 * 60 * 1000
PAGES = [[Head("account:a", 2, "a" * 64)], [Head("account:b", 7, "b" * 64)]]


def checkpointer(
    documents: MemoryDocuments,
    clock: VirtualClock | None = None,
    pages: Sequence[Sequence[Head]] = PAGES,
) -> Checkpointer:
    keys = MemoryKeys("checkpoints")
    return Checkpointer(documents, keys, clock or VirtualClock(START), lambda: pages)


def taken(found: SignedCheckpoint | None) -> SignedCheckpoint:
    assert found is not None
    return found


def test_a_checkpoint_names_every_head_and_the_key_has_signed_it() -> None:
    documents = MemoryDocuments()
    signed = taken(checkpointer(documents).take())
    checkpoint = signed.checkpoint
    assert (checkpoint.number, checkpoint.previous, checkpoint.head_count) == (1, CHAIN_START, 2)
    assert list(heads_under(documents, checkpoint).values()) == PAGES
    key = load_pem_public_key(signed.public_key.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(bytes.fromhex(signed.signature), checkpoint.body(), ec.ECDSA(SHA256()))
    assert every_checkpoint(documents) == [signed]


def test_the_next_one_follows_the_last_and_keeps_only_the_batches_that_changed() -> None:
    documents = MemoryDocuments()
    first = taken(checkpointer(documents).take())
    moved = [PAGES[0], [Head("account:b", 8, "c" * 64)]]
    second = taken(checkpointer(documents, pages=moved).take())
    assert second.checkpoint.number == 2
    assert second.checkpoint.previous == first.checkpoint.hash
    assert len(documents.query(CHECKPOINT_HEADS, limit=10)) == 3
    assert last_checkpoint(documents) == second


def test_one_is_due_ten_minutes_after_a_day_was_closed() -> None:
    documents, clock = MemoryDocuments(), VirtualClock(START)
    job = checkpointer(documents, clock)
    assert taken(job.take_due()).checkpoint.closed_through == date(2026, 11, 19)
    assert job.take_due() is None
    clock.sleep_ms(DAY_MS - int(timedelta(hours=4).total_seconds() * 1000))
    assert job.take_due() is None
    clock.sleep_ms(10 * 60 * 1000)
    assert taken(job.take_due()).checkpoint.closed_through == date(2026, 11, 20)


def test_of_two_at_once_one_wins_and_the_numbers_stay_dense() -> None:
    documents = MemoryDocuments()
    slow = checkpointer(documents)

    def another_first(writes: Sequence[Write]) -> None:
        if writes[0].path.startswith(f"{CHECKPOINTS}/"):
            documents.hooks.before_commit = lambda _: None
            assert checkpointer(documents, VirtualClock(START + timedelta(1))).take() is not None

    documents.hooks.before_commit = another_first
    assert slow.take() is None
    assert [each.checkpoint.number for each in every_checkpoint(documents)] == [1]


def test_a_checkpoint_whose_answer_was_lost_is_found_to_be_there() -> None:
    documents = MemoryDocuments()

    def lose(writes: Sequence[Write]) -> None:
        if writes[0].path.startswith(f"{CHECKPOINTS}/"):
            raise CommitUnknown

    documents.hooks.after_commit = lose
    assert checkpointer(documents).take() is not None
    assert len(every_checkpoint(documents)) == 1


def test_a_run_that_ends_half_way_leaves_no_checkpoint_and_the_next_one_takes_it() -> None:
    documents = MemoryDocuments()

    def fail(writes: Sequence[Write]) -> None:
        if writes[0].path.startswith(f"{CHECKPOINTS}/"):
            raise Unavailable

    documents.hooks.before_commit = fail
    with pytest.raises(Unavailable):
        checkpointer(documents).take_due()
    assert every_checkpoint(documents) == []
    documents.hooks.before_commit = lambda _: None
    assert checkpointer(documents).take_due() is not None
