"""Documents: encrypted, listed, given back to whom may read them; awaited ones move an account."""

from typing import Any, ClassVar

import pytest

from shared.core.errors import CommitUnknown, Refusal
from shared.core.http import File, Operation, Principal, Request
from shared.eu.accounts.model.account import Account
from shared.eu.identity.api import documents_download, documents_get, documents_list
from shared.eu.identity.model.owner_document import read_documents
from shared.eu.identity.service.review import HumanReview
from tests.unit.eu.identity.alpaca_broker import TradeDocument
from tests.unit.eu.identity.desk import Desk

BILL = {
    "document_type": "address_verification",
    "document_sub_type": "electricity bill of Ana",
    "content": "QklMTA==",
    "mime_type": "application/pdf",
}
PASSPORT = {**BILL, "document_type": "identity_verification", "mime_type": "image/png"}
W8BEN = {"document_type": "w8ben", "content_data": {"full_name": "Ana Garcia", "n": 1}}


def upload(desk: Desk, account: Account, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
    desk.services.document_desk.upload(desk.account(account), read_documents(list(bodies)))
    documents: list[dict[str, Any]] = desk.shown(account)["documents"]
    return documents


def ask(operation: Operation, desk: Desk, account: Account, **given: str) -> Any:
    path: dict[str, str] = {"account_id": account.account_id}
    if "document_id" in given:
        path["document_id"] = given.pop("document_id")
    seen = desk.seen(account)
    return operation(Request(Principal("ACME"), path, given, None, seen)).body


def test_a_document_is_described_in_its_account() -> None:
    desk = Desk()
    account = desk.open()
    (shown,) = upload(desk, account, BILL)
    assert shown.pop("id")
    assert shown == {
        "document_type": "address_verification",
        "document_sub_type": "electricity bill of Ana",
        "mime_type": "application/pdf",
        "created_at": "2026-11-20T12:00:00.000000Z",
    }


def test_nothing_of_a_document_is_stored_in_clear() -> None:
    desk = Desk()
    upload(desk, desk.open(), BILL)
    (data,) = desk.stores.objects._stored.values()
    assert b"BILL" not in data
    assert "electricity" not in str(desk.stores.documents())


def test_a_document_is_given_back_and_the_reading_is_logged() -> None:
    desk = Desk()
    account = desk.open()
    (shown,) = upload(desk, account, BILL)
    operation = documents_download.operation(desk.services.document_desk)
    given = ask(operation, desk, account, document_id=shown["id"])
    assert given == File(b"BILL", "application/pdf")
    log = [dict(seen.data or {}) for seen in desk.stores.vault.query("accesses", limit=100)]
    (entry,) = [entry for entry in log if entry["purpose"] == "DOCUMENT_DOWNLOAD"]
    assert (entry["reader"], entry["collections"]) == ("ACME", ["documents"])


def test_an_image_of_an_identity_card_is_not_given_out() -> None:
    desk = Desk()
    account = desk.open()
    (shown,) = upload(desk, account, PASSPORT)
    operation = documents_download.operation(desk.services.document_desk)
    with pytest.raises(Refusal, match="forbidden"):
        ask(operation, desk, account, document_id=shown["id"])


def test_a_form_is_kept_as_json() -> None:
    desk = Desk()
    account = desk.open()
    (shown,) = upload(desk, account, W8BEN)
    assert (shown["document_type"], shown["mime_type"]) == ("w8ben", "application/json")
    upload_of, content = desk.services.document_desk.download(account, shown["id"], "ACME")
    assert content.reveal() == b'{"full_name":"Ana Garcia","n":1}'


def test_the_list_is_in_the_words_of_the_official_client() -> None:
    desk = Desk()
    account = desk.open()
    upload(desk, account, BILL, W8BEN)
    operation = documents_list.operation(desk.services.files)
    listed = ask(operation, desk, account)
    parsed = [TradeDocument(**document) for document in listed]
    assert sorted(document.type.value for document in parsed) == [
        "account_application",
        "tax_w8",
    ]
    one = documents_get.operation(desk.services.files)
    assert ask(one, desk, account, document_id=listed[0]["id"]) == listed[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"type": "tax_w8"}, 1),
        ({"type": "account_application"}, 1),
        ({"type": "account_statement"}, 0),
        ({"start": "2026-11-20", "end": "2026-11-20"}, 2),
        ({"start": "2026-11-21"}, 0),
        ({"end": "2026-11-19"}, 0),
    ],
)
def test_the_list_is_filtered(query: dict[str, str], expected: int) -> None:
    desk = Desk()
    account = desk.open()
    upload(desk, account, BILL, W8BEN)
    assert len(ask(documents_list.operation(desk.services.files), desk, account, **query)) == (
        expected
    )


def test_a_wrong_day_names_its_parameter() -> None:
    desk = Desk()
    account = desk.open()
    with pytest.raises(Refusal) as refused:
        ask(documents_list.operation(desk.services.files), desk, account, start="soon")
    assert (refused.value.reason, refused.value.field) == ("invalid_parameter", "start")


def test_another_accounts_document_is_not_found() -> None:
    desk = Desk()
    account = desk.open()
    other = desk.open(contact__email_address="eva@example.org")
    (shown,) = upload(desk, other, BILL)
    for document_id in (shown["id"], "11111111-1111-4111-8111-111111111111", "__x__", "."):
        with pytest.raises(Refusal, match="not_found"):
            ask(documents_get.operation(desk.services.files), desk, account,
                document_id=document_id)  # fmt: skip


class TestAwaitedDocuments:
    FLAGGED: ClassVar[dict[str, Any]] = {"disclosures__is_politically_exposed": True}

    def test_they_resume_an_application(self) -> None:
        desk = Desk()
        account = desk.open(**self.FLAGGED)
        upload(desk, account, PASSPORT)
        assert desk.statuses(account)[1:] == [
            ("SUBMITTED", "ACTION_REQUIRED"),
            ("ACTION_REQUIRED", "SUBMITTED"),
            ("SUBMITTED", "APPROVED"),
            ("APPROVED", "ACTIVE"),
        ]

    def test_people_decide_on_them_where_the_review_is_theirs(self) -> None:
        desk = Desk()
        account = desk.open(**self.FLAGGED)
        upload(Desk(desk.stores, "human", HumanReview()), account, PASSPORT)
        assert desk.statuses(account)[3:] == [("SUBMITTED", "APPROVAL_PENDING")]

    def test_documents_of_an_active_account_change_no_state(self) -> None:
        desk = Desk()
        account = desk.open()
        upload(desk, account, BILL)
        assert len(desk.statuses(account)) == 3

    def test_a_lost_answer_describes_them_once(self) -> None:
        desk = Desk()
        account = desk.open(**self.FLAGGED)
        lost = iter([True])

        def lose(writes: object) -> None:
            if next(lost, False):
                raise CommitUnknown

        desk.stores.vault.hooks.after_commit = lose
        assert len(upload(desk, account, BILL)) == 1
        assert desk.account(account).state == "ACTIVE"

    def test_a_closed_account_takes_none(self) -> None:
        desk = Desk()
        account = desk.open()
        desk.services.closing.close(desk.seen(account))
        with pytest.raises(Refusal, match="account_restricted"):
            upload(desk, account, BILL)
