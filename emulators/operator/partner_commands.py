"""`two-ledger partner` and `seed`: who trades here, with which keys, accounts and money."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from emulators import console
from emulators.operator import show
from emulators.operator.command_line import Code, Failed, json_option, on_stack, two_ledger
from emulators.operator.stack import Stack

if TYPE_CHECKING:
    from emulators.operator.partner_book import PartnerBook
    from emulators.seed import Partner

ACCOUNTS_MAX = 10_000
EURO_FORM = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


class Euro(click.ParamType[int]):
    """An amount of euro, as a decimal with at most two decimals; its value is in cents."""

    name = "EUR"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the cents."""
        if isinstance(value, int):
            return value
        if not EURO_FORM.fullmatch(value) or not value.strip("0."):
            self.fail("not an amount like 5000 or 5000.00", param, ctx)
        whole, _, cents = value.partition(".")
        return int(whole) * 100 + int(cents.ljust(2, "0"))


count_argument = click.option(
    "--count", type=click.IntRange(1, ACCOUNTS_MAX), default=1, show_default=True, help="How many."
)
deposit_option = click.option(
    "--deposit", type=Euro(), default="100000.00", show_default=True, help="What each begins with."
)


@two_ledger.group()
def partner() -> None:
    """Make partners, change their keys, end them.

    Example: two-ledger partner create "Caja Nueva"
    """


@partner.command("list")
@json_option
@on_stack
def partner_list(stack: Stack, *, as_json: bool) -> None:
    """Show the partners with their codes, keys and numbers of accounts; no secrets.

    Example: two-ledger partner list
    """
    if as_json:
        show.as_json([_public(entry) for entry in stack.state["partners"]])
        return
    console.table(
        ("code", "name", "key", "accounts"),
        [
            (entry["correspondent"], entry["name"], entry["api_key"], str(len(entry["accounts"])))
            for entry in stack.state["partners"]
        ],
    )


@partner.command("create")
@click.argument("name")
@click.option("--code", type=Code(), help="Four capital letters. Default: of the name.")
@click.option("--accounts", type=click.IntRange(1, ACCOUNTS_MAX), default=4, show_default=True)
@deposit_option
@json_option
@on_stack
def partner_create(
    stack: Stack, *, name: str, code: str | None, accounts: int, deposit: int, as_json: bool
) -> None:
    """Make a partner with keys, an OAuth2 client, and accounts that are active and funded.

    Example: two-ledger partner create "Caja Nueva" --code CAJA --accounts 2
    """
    book = _book(stack)
    made = book.create(name, code or code_of(name), accounts)
    _work_off(book.open_accounts(made, deposit), accounts)
    _show(made, as_json=as_json)


@partner.command("rotate")
@click.argument("code", type=Code())
@click.option("--keep-old", is_flag=True, help="Let the old key work on, until it is revoked.")
@json_option
@on_stack
def partner_rotate(stack: Stack, *, code: str, keep_old: bool, as_json: bool) -> None:
    """Give a partner another API key and secret; the old pair stops within five seconds.

    Example: two-ledger partner rotate BEJE --keep-old
    """
    book = _book(stack)
    old = book.named(code).api_key
    renewed = book.rotate(code, keep_old=keep_old)
    _show(renewed, as_json=as_json)
    if keep_old:
        console.note(f"The old key works on. End it: two-ledger partner revoke {code} --key {old}")


@partner.command("revoke")
@click.argument("code", type=Code())
@click.option("--key", help="End this one key alone.")
@on_stack
def partner_revoke(stack: Stack, *, code: str, key: str | None) -> None:
    """End everything that proves a partner, or one key; its accounts stay in the books.

    Keys stop within five seconds, and end the streams they hold open. Tokens that are out live on
    for at most 15 minutes.

    Example: two-ledger partner revoke MUST
    """
    book = _book(stack)
    if key is not None:
        book.revoke_key(code, key)
        console.good("The key is revoked.")
        return
    book.revoke(code)
    console.good(f"{code} is revoked: its keys stop within five seconds.")


@two_ledger.group()
def seed() -> None:
    """Give the sandbox more accounts and money.

    Example: two-ledger seed accounts BEJE --count 20
    """


@seed.command("accounts")
@click.argument("code", type=Code())
@count_argument
@deposit_option
@json_option
@on_stack
def seed_accounts(stack: Stack, *, code: str, count: int, deposit: int, as_json: bool) -> None:
    """Open accounts for a partner, active and funded; their ids are in state.json.

    Example: two-ledger seed accounts BEJE --count 20 --deposit 5000
    """
    opened = _work_off(_book(stack).add_accounts(code, count, deposit), count)
    if as_json:
        show.as_json(opened)
        return
    console.line("\n".join(opened))


@seed.command("deposit")
@click.argument("account")
@click.argument("amount", type=Euro())
@json_option
@on_stack
def seed_deposit(stack: Stack, *, account: str, amount: int, as_json: bool) -> None:
    """Credit euro to an account, by the same posting as a transfer that came in.

    Example: two-ledger seed deposit 0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa 2500.00
    """
    from shared.core.errors import Refusal

    try:
        transfer_id = _book(stack).deposit(account, amount)
    except LookupError:
        raise Failed("There is no such account. See: two-ledger partner list --json") from None
    except Refusal as refusal:
        raise Failed(f"The account takes no deposit: {refusal.reason}") from None
    if as_json:
        show.as_json({"transfer_id": transfer_id})
    else:
        console.good(f"Credited by transfer {transfer_id}.")


def code_of(name: str) -> str:
    """Return a code of a name's first letters, four capital ones: the name may be short."""
    letters = re.sub("[^A-Z]", "", name.upper())
    return letters[:4].ljust(4, "X")


def _book(stack: Stack) -> "PartnerBook":
    from emulators.operator.partner_book import PartnerBook
    from shared.gcp.clock import SystemEntropy

    return PartnerBook(stack.sandbox, stack.documents("eu"), stack.clock(), SystemEntropy())


def _work_off(opened: Iterator[str], count: int) -> list[str]:
    """Open all accounts, and show how many are there."""
    return list(console.counted(opened, count, "opening accounts"))


def _show(partner: "Partner", *, as_json: bool) -> None:
    entry = partner.as_state()
    if as_json:
        show.as_json(entry)
        return
    console.partner(entry)
    console.note("Everything of it is in .sandbox/state.json.")


def _public(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("correspondent", "name", "api_key", "accounts")}
