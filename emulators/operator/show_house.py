"""What `two-ledger ledger house` prints."""

from collections.abc import Iterator

from emulators import console
from emulators.operator import show
from emulators.operator.account_ledger import symbol_of
from shared.core.money import text
from shared.eu.ledger.model.chart import scale_of
from shared.eu.ledger.model.house import HouseBalances


def house(balances: HouseBalances) -> None:
    """Print every balance as debit or credit, and what it is made of."""
    rows = [
        (code, name, "Dr" if amount > 0 else "Cr", _decimal(abs(amount), of), symbol_of(of))
        for code, name, of, amount in _rows(balances)
    ]
    console.table(("account", "name", "", "amount", "of"), rows)
    console.line(f"{balances.folded} entries are folded, {balances.waiting} wait.")


def house_as_json(balances: HouseBalances) -> None:
    """Print the same for scripts; amounts are debit positive."""
    show.as_json(
        {
            "folded": balances.folded,
            "waiting": balances.waiting,
            "balances": [
                {"code": code, "commodity": symbol_of(of), "amount": _decimal(amount, of)}
                for code, _, of, amount in _rows(balances)
            ],
        }
    )


def _rows(balances: HouseBalances) -> Iterator[tuple[str, str, str, int]]:
    for (code, commodity), amount in sorted(balances.amounts.items()):
        if amount:
            name = code.name.lower().replace("_", " ")
            yield code.value, name, commodity, amount


def _decimal(amount: int, commodity: str) -> str:
    return text(amount, scale_of(commodity))
