"""Partners are made, get other keys and end; the ledger and state.json agree on them."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulators.operator.partner_book import PartnerBook
from emulators.operator.stack import CannotDo
from emulators.sandbox import Sandbox
from emulators.seed import Partner
from shared.core.cached_reader import CachedReader
from shared.core.errors import Refusal
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.auth.model.presented import KeyPair
from shared.eu.auth.service.authenticator import Authenticator
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> PartnerBook:
    """Return the book of a sandbox with no partner."""
    sandbox = Sandbox(tmp_path)
    sandbox.write_state({"api_url": "u", "partners": []})
    return PartnerBook(sandbox, MemoryDocuments(), VirtualClock(NOW), SeededEntropy("book"))


def proves(book: PartnerBook, partner: Partner) -> bool:
    """Say whether the partner's key works."""
    authenticator = Authenticator(CachedReader(book.documents, book.clock, 0))
    try:
        principal = authenticator.prove(KeyPair(partner.api_key, partner.api_secret))
    except Refusal:
        return False
    assert principal.correspondent == partner.correspondent
    return True


def listed(book: PartnerBook) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(book.sandbox.state_file.read_text())["partners"]
    return entries


def cash(book: PartnerBook, account_id: str) -> int:
    path = account_path(AccountId(account_id))
    (seen,) = book.documents.get([path])
    return account_of(path, seen.data or {}).available


def test_a_new_partner_has_keys_and_funded_accounts_and_is_in_the_state(book: PartnerBook) -> None:
    made = book.create("Caja Nueva", "CAJA", 2)
    opened = list(book.open_accounts(made, 12_345))
    assert (opened, [cash(book, each) for each in opened]) == (made.accounts, [12_345, 12_345])
    assert proves(book, made)
    assert listed(book) == [made.as_state()]
    assert book.partners() == [made]
    assert stat.S_IMODE(book.sandbox.state_file.stat().st_mode) == 0o600


@pytest.mark.parametrize("code", ["CAJA", "caja", "CAJ", "CAJA5", ""])
def test_a_code_is_four_letters_and_nobody_elses(book: PartnerBook, code: str) -> None:
    book.create("Caja Nueva", "CAJA", 1)
    with pytest.raises(CannotDo, match="--code ACME"):
        book.create("Another", code, 1)
    assert len(listed(book)) == 1


def test_a_code_whose_accounts_are_in_the_books_is_never_given_again(book: PartnerBook) -> None:
    list(book.open_accounts(book.create("Caja Nueva", "CAJA", 1), 100))
    book.revoke("CAJA")
    with pytest.raises(CannotDo, match="taken"):
        book.create("Another", "CAJA", 1)


def test_a_new_key_ends_the_old_one(book: PartnerBook) -> None:
    made, other = book.create("Caja", "CAJA", 1), book.create("Other", "OTHR", 1)
    renewed = book.rotate("CAJA", keep_old=False)
    assert renewed.api_key != made.api_key
    assert (proves(book, renewed), proves(book, made), proves(book, other)) == (True, False, True)
    assert book.partners() == [renewed, other]


def test_an_old_key_may_be_kept_until_it_is_revoked(book: PartnerBook) -> None:
    made = book.create("Caja", "CAJA", 1)
    renewed = book.rotate("CAJA", keep_old=True)
    assert proves(book, made)
    with pytest.raises(CannotDo, match="rotate CAJA"):
        book.revoke_key("CAJA", renewed.api_key)
    book.revoke_key("CAJA", made.api_key)
    assert (proves(book, made), proves(book, renewed)) == (False, True)
    with pytest.raises(CannotDo, match="no such key"):
        book.revoke_key("CAJA", made.api_key)


def test_a_key_of_another_partner_is_not_revoked(book: PartnerBook) -> None:
    book.create("Caja", "CAJA", 1)
    other = book.create("Other", "OTHR", 1)
    with pytest.raises(CannotDo, match="no such key"):
        book.revoke_key("CAJA", other.api_key)
    assert proves(book, other)


def test_revoking_ends_every_proof_and_keeps_the_accounts(book: PartnerBook) -> None:
    made = book.create("Caja", "CAJA", 1)
    list(book.open_accounts(made, 100))
    book.rotate("CAJA", keep_old=True)
    book.revoke("CAJA")
    assert not proves(book, made)
    assert book.documents.query("credentials", limit=9) == []
    assert book.documents.query("oauth_clients", limit=9) == []
    assert cash(book, made.accounts[0]) == 100
    assert listed(book) == []
    with pytest.raises(CannotDo, match="There are: none"):
        book.named("CAJA")


def test_accounts_are_added_one_by_one_and_listed(book: PartnerBook) -> None:
    book.create("Caja", "CAJA", 1)
    coming = book.add_accounts("CAJA", 3, 500)
    first = next(coming)
    assert listed(book)[0]["accounts"][1:] == [first]
    others = list(coming)
    assert listed(book)[0]["accounts"][2:] == others
    assert cash(book, first) == 500


def test_each_deposit_is_a_posting_of_its_own(book: PartnerBook) -> None:
    made = book.create("Caja", "CAJA", 1)
    (account,) = book.open_accounts(made, 100)
    assert book.deposit(account, 50) != book.deposit(account, 50)
    assert cash(book, account) == 200
    with pytest.raises(LookupError):
        book.deposit("nobody", 50)
