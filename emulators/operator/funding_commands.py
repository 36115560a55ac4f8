"""`two-ledger funding`: deposits that lead nowhere, and withdrawals that wait for a decision."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from emulators import console
from emulators.operator import show_funding
from emulators.operator.command_line import (
    Failed,
    json_option,
    on_stack,
    partner_option,
    partners_of,
    two_ledger,
)
from emulators.operator.stack import Stack

STATEMENTS_PATH = "/v1beta/demo/banking/statements"
SAMPLE_IBAN = "ES9121000418450200051332"
a_file = click.Path(dir_okay=False, path_type=Path)


@two_ledger.group()
def funding() -> None:
    """Work on money that comes and goes.

    Example: two-ledger funding unmatched
    """


@funding.command("deposit")
@click.argument("reference")
@click.argument("amount")
@click.option("--name", default="Ana Garcia", show_default=True, help="Who pays.")
@click.option("--iban", default=SAMPLE_IBAN, show_default=True, help="From which account.")
@click.option("--bank-reference", help="The bank's own; the same one is the same payment.")
@partner_option
@json_option
@on_stack
def funding_deposit(
    stack: Stack,
    *,
    reference: str,
    amount: str,
    name: str,
    iban: str,
    bank_reference: str | None,
    partner: str | None,
    as_json: bool,
) -> None:
    """Let the sandbox's bank report a payment of AMOUNT euro with REFERENCE in its text.

    The reference of an account is its partner's code and its number: BEJE-123456789.

    Example: two-ledger funding deposit BEJE-123456789 250.00 --name "Ana Garcia"
    """
    from emulators.environment import omnibus_iban
    from emulators.operator.sample_statement import SampleCredit, camt054
    from shared.core.money import CASH_SCALE, Cents, NotExact, scaled
    from shared.gcp.clock import SystemEntropy

    try:
        cents = Cents(scaled(amount, CASH_SCALE))
    except NotExact:
        raise Failed("AMOUNT is euro, such as 250.00") from None
    bank_reference = bank_reference or SystemEntropy().token_hex(12)
    credit = SampleCredit(bank_reference, cents, name, iban, reference)
    content = camt054(omnibus_iban(), credit, stack.clock().now())
    _hand_in(stack, partner, content, as_json=as_json)


@funding.command("statement")
@click.argument("file", type=a_file)
@partner_option
@json_option
@on_stack
def funding_statement(stack: Stack, *, file: Path, partner: str | None, as_json: bool) -> None:
    """Take a bank's file: camt.053 or camt.054. What does not add up is refused whole.

    Example: two-ledger funding statement notification.xml
    """
    try:
        content = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{file} cannot be read: {type(error).__name__}.") from None
    _hand_in(stack, partner, content, as_json=as_json)


@funding.command("unmatched")
@json_option
@on_stack
def funding_unmatched(stack: Stack, *, as_json: bool) -> None:
    """List deposits that belong to nobody yet, the oldest first.

    Example: two-ledger funding unmatched
    """
    waiting = _suspense(stack).waiting()
    if as_json:
        show_funding.unmatched_as_json(waiting)
    else:
        show_funding.unmatched(waiting)


@funding.command("match")
@click.argument("deposit")
@click.argument("account")
@on_stack
def funding_match(stack: Stack, *, deposit: str, account: str) -> None:
    """Credit DEPOSIT, an id that `unmatched` shows, to ACCOUNT: its id, number, or BEJE-number.

    Example: two-ledger funding match 4f0c… BEJE-123456789
    """
    account_id = _account_id(stack, account)
    matched = _decided(lambda: _suspense(stack).match(deposit, account_id))
    console.good(f"Credited {show_funding.euro(matched.amount_cents)} to {account_id}.")


@funding.command("return")
@click.argument("deposit")
@on_stack
def funding_return(stack: Stack, *, deposit: str) -> None:
    """Send DEPOSIT back to where it came from; the bank does so within seconds.

    Example: two-ledger funding return 4f0c…
    """
    sent = _decided(lambda: _suspense(stack).send_back(deposit))
    console.good(f"{show_funding.euro(sent.amount_cents)} go back to the payer.")


@funding.command("approve")
@click.argument("held")
@on_stack
def funding_approve(stack: Stack, *, held: str) -> None:
    """Let HELD go: a withdrawal whose payee's name does not match, or a pending journal.

    Example: two-ledger funding approve 4f0c…
    """
    _decide(stack, held, is_approved=True)
    console.good("Approved.")


@funding.command("reject")
@click.argument("held")
@on_stack
def funding_reject(stack: Stack, *, held: str) -> None:
    """Refuse HELD, a withdrawal or journal that waits for a decision; the money stays the giver's.

    Example: two-ledger funding reject 4f0c…
    """
    _decide(stack, held, is_approved=False)
    console.good("Rejected.")


def _hand_in(stack: Stack, partner: str | None, content: str, *, as_json: bool) -> None:
    answer = _post(stack, partners_of(stack, partner)[0], {"content": content})
    if as_json:
        console.result(answer)
    else:
        show_funding.taken(answer["deposits"])


def _post(stack: Stack, partner: Mapping[str, Any], body: Mapping[str, Any]) -> Any:
    from emulators.local_http import ask

    pair = f"{partner['api_key']}:{partner['api_secret']}"
    headers = {
        "Authorization": f"Basic {b64encode(pair.encode()).decode()}",
        "Content-Type": "application/json",
    }
    url = stack.state["api_url"] + STATEMENTS_PATH
    status, answer = ask(url, body=json.dumps(body).encode(), headers=headers, timeout_s=60)
    if status == 0:
        raise ConnectionError
    parsed = json.loads(answer)
    if status != 200:
        at = f" (at {parsed['field']})" if parsed.get("field") else ""
        raise Failed(f"Refused: {parsed['message']}{at}.")
    return parsed


def _suspense(stack: Stack) -> Any:
    from shared.eu.funding.service.suspense import SuspenseDesk
    from shared.gcp.clock import SystemEntropy

    return SuspenseDesk(stack.documents("eu"), stack.clock(), SystemEntropy())


def _account_id(stack: Stack, account: str) -> Any:
    """Return the id of an account that is named by its id, its number, or its reference."""
    from shared.core.ids import AccountId
    from shared.eu.accounts.paths import account_number_path
    from shared.eu.funding.model.reference import Reference, read_reference

    reference = read_reference(account)
    number = reference.account_number if isinstance(reference, Reference) else account
    if "/" in number or not number:
        raise Failed("ACCOUNT is an id, a number, or a reference such as BEJE-123456789.")
    (row,) = stack.documents("eu").get([account_number_path(number)])
    return AccountId(row.data["account_id"] if row.data is not None else account)


def _decide(stack: Stack, held: str, *, is_approved: bool) -> None:
    """Decide on a withdrawal or a journal.

    Raises Failed where none of this id waits.
    """
    from shared.eu.funding.model.transfer import TransferReason, TransferStatus
    from shared.eu.funding.model.withdrawal import WithdrawalEvent
    from shared.eu.funding.paths import journal_path, transfer_of, transfer_path
    from shared.eu.funding.service.journals import JournalDesk
    from shared.eu.funding.service.withdrawals import WithdrawalDesk
    from shared.gcp.clock import SystemEntropy

    if "/" in held or not held:
        raise Failed("Give the id of a transfer or of a journal.")
    ports = stack.documents("eu"), stack.clock(), SystemEntropy()
    transfer_seen, journal_seen = ports[0].get([transfer_path(held), journal_path(held)])
    if journal_seen.exists:
        _decided(lambda: JournalDesk(*ports).decide(held, is_approved=is_approved))
        return
    data = transfer_seen.data
    waiting = TransferStatus.APPROVAL_PENDING
    if data is None or transfer_of(transfer_seen.path, data).status is not waiting:
        raise Failed("No withdrawal and no journal of this id waits for a decision.")
    event = WithdrawalEvent.APPROVE if is_approved else WithdrawalEvent.REJECT
    reason = None if is_approved else TransferReason.OPERATOR_REJECTED
    WithdrawalDesk(*ports).tell(held, event, reason)


def _decided(decide: Callable[[], Any]) -> Any:
    from shared.core.errors import Refusal
    from shared.core.reasons import REASONS

    try:
        return decide()
    except Refusal as refused:
        raise Failed(f"Refused: {REASONS[refused.reason].message}.") from None
