"""`two-ledger ledger post`, `reverse` and `balances`: corrections, and what the book said when."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from emulators.operator import show_posting
from emulators.operator.books_commands import ledger
from emulators.operator.command_line import Failed, json_option, on_stack
from emulators.operator.posting_file import NotAPosting, draft_of
from emulators.operator.stack import Stack
from shared.core.errors import Refusal
from shared.core.ids import AccountId, EntryId
from shared.core.reasons import REASONS
from shared.eu.accounts.service.posting import Posted, PostingDesk
from shared.eu.ledger.model.entry import chain_of
from shared.eu.ledger.model.point_in_time import booked_by, effective_by
from shared.eu.ledger.service.book_reader import read_chain

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what it would do, book nothing."
)


@ledger.command("post")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@dry_run_option
@json_option
@on_stack
def ledger_post(stack: Stack, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Book the entry that FILE describes, once; or see what it would do.

    FILE has JSON: reference, posting, effective_date, and lines of account, commodity and amount.
    Holds, withdrawals and securities are booked by their own orders and transfers alone; a dry run
    shows them as well.

    Example: two-ledger ledger post correction.json --dry-run
    """
    desk = _desk(stack)
    try:
        draft = draft_of(file.read_text(), desk.clock.now())
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None
    except NotAPosting as error:
        raise Failed(str(error)) from None
    show_posting.posted(_asked(lambda: desk.post(draft, dry_run=dry_run)), dry_run, as_json)


@ledger.command("reverse")
@click.argument("entry")
@dry_run_option
@json_option
@on_stack
def ledger_reverse(stack: Stack, entry: str, *, dry_run: bool, as_json: bool) -> None:
    """Book the mirror of an entry, once: the books only grow.

    ENTRY is an entry's id; `ledger show ACCOUNT --json` has them.

    Example: two-ledger ledger reverse 0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa --dry-run
    """
    desk = _desk(stack)
    asked = _asked(lambda: desk.reverse(EntryId(entry), dry_run=dry_run))
    show_posting.posted(asked, dry_run, as_json)


@ledger.command("balances")
@click.argument("account")
@click.option("--at", metavar="INSTANT", help="As the book was then, like 2026-11-25T09:30:00Z.")
@click.option("--on", metavar="DATE", help="By what is effective until that day, whenever booked.")
@json_option
@on_stack
def ledger_balances(
    stack: Stack, account: str, *, at: str | None, on: str | None, as_json: bool
) -> None:
    """Show an account's balances now, at an instant, or effective on a day.

    Example: two-ledger ledger balances 0b0e7f4c-… --at 2026-11-25T09:30:00Z
    """
    entries = read_chain(stack.documents("eu"), chain_of(AccountId(account)))
    if not entries:
        raise Failed("There is no such account, or nothing was ever booked for it.")
    try:
        if at is not None:
            entries = list(booked_by(entries, datetime.fromisoformat(at).astimezone(UTC)))
        if on is not None:
            entries = list(effective_by(entries, date.fromisoformat(on)))
    except ValueError:
        raise Failed("Give an instant like 2026-11-25T09:30:00Z, a day like 2026-11-25.") from None
    show_posting.balances(AccountId(account), entries, as_json)


def _desk(stack: Stack) -> PostingDesk:
    return PostingDesk(stack.documents("eu"), stack.clock())


def _asked(ask: Callable[[], Posted]) -> Posted:
    try:
        return ask()
    except Refusal as refusal:
        raise Failed(f"Refused: {REASONS[refusal.reason].message} ({refusal.reason}).") from None
