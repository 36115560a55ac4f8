"""`two-ledger ledger export` and `two-ledger verify`: the book of record for an auditor."""

import sys
from pathlib import Path

import click

from emulators import console
from emulators.operator import show_audit
from emulators.operator.books_commands import ledger
from emulators.operator.command_line import Failed, json_option, on_stack, two_ledger
from emulators.operator.stack import Stack

LINES, BEANCOUNT = "jsonl", "beancount"
a_file = click.Path(dir_okay=False, path_type=Path)


@ledger.command("export")
@click.argument("file", type=a_file)
@click.option(
    "--format",
    "form",
    type=click.Choice([LINES, BEANCOUNT]),
    default=LINES,
    help="jsonl for `two-ledger verify`, beancount for `bean-check`.",
)
@on_stack
def ledger_export(stack: Stack, file: Path, *, form: str) -> None:
    """Write all entries, chain heads and checkpoints to FILE, for `two-ledger verify`.

    As beancount: all entries as transactions and all accounts' balances as assertions, for a
    checker that is not ours.

    Example: two-ledger ledger export ledger.jsonl
    """
    from emulators.operator.plain_text import beancount
    from shared.eu.accounts.service.exporting import Exporter

    with console.working("reading the ledger …"):
        export = Exporter(stack.documents("eu"), stack.clock()).export()
        try:
            with file.open("wb") as written:
                lines = (
                    (f"{line}\n".encode() for line in beancount(export))
                    if form == BEANCOUNT
                    else export.lines()
                )
                written.writelines(lines)
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}.") from None
    checker = "bean-check" if form == BEANCOUNT else "two-ledger verify"
    console.good(f"Written to {file}. Check it anywhere: {checker} {file}")


@ledger.command("house")
@json_option
@on_stack
def ledger_house(stack: Stack, *, as_json: bool) -> None:
    """Show what the accounts of the house hold: the bank, custody, exchange, income.

    The figures are exact: what is folded, and every entry that still waits for it.

    Example: two-ledger ledger house
    """
    from emulators.operator import show_house
    from shared.eu.ledger.service.house_reader import HouseReader

    balances = HouseReader(stack.documents("eu")).every()
    if as_json:
        show_house.house_as_json(balances)
    else:
        show_house.house(balances)


@two_ledger.command()
@click.argument("export", type=a_file)
@click.option("--key", type=a_file, help="PEM of the key that signs checkpoints, from elsewhere.")
@json_option
def verify(export: Path, key: Path | None, *, as_json: bool) -> None:
    """Check an export of the EU ledger, offline; exit 1 when anything in it was changed.

    Sums, chains, balances and signatures are computed again from the file alone. Without --key the
    signing key is the one that the file brings: compare its SHA-256 with the published one.

    Example: two-ledger verify ledger.jsonl
    """
    from emulators.operator.verifier.verify import verify as verified

    try:
        trusted = key.read_bytes() if key else None
        with console.working("computing everything again …"), export.open("rb") as lines:
            report = verified(lines, trusted)
    except OSError as error:
        raise Failed(f"{error.filename} cannot be read: {error.strerror}.") from None
    if as_json:
        show_audit.verification_as_json(report)
    else:
        show_audit.verification(report)
    sys.exit(bool(report.findings))
