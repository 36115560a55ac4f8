"""One partner's session from nothing: an account, money, an order that is filled, its events.

It wants the sandbox's settings (a market that is open, money that comes at once), wherever they
are: the same lines run against the local stack (tests/e2e) and against deployed projects.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from test_utils.prefixer import Prefixer

from tests.cloud.cleanup import clear
from tests.cloud.patience import patiently, until
from tests.cloud.target import Target
from tests.e2e.alpaca_client import (
    BrokerClient,
    CreateBankTransferRequest,
    MarketOrderRequest,
    OrderSide,
    OrderStatus,
    TimeInForce,
    TransferDirection,
    TransferTiming,
)
from tests.e2e.api import PartnerApi
from tests.e2e.event_stream import opened
from tests.unit.eu.identity.alpaca_broker import (
    AccountStatus,
    CreateAccountRequest,
    CreateBankRequest,
)
from tests.unit.eu.identity.bodies import BANK, application

DOMAIN = "example.org"
DEPOSIT = Decimal("5000.00")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A partner at work; `prefix` makes everything it opens its own, and says how old it is."""

    client: Any
    api: PartnerApi
    prefix: str

    @classmethod
    def at(cls, target: Target) -> "Session":
        """Return a session with a prefix that nobody else has."""
        client = BrokerClient(target.key, target.secret, sandbox=False, url_override=target.api_url)
        partner = {"api_key": target.key, "api_secret": target.secret}
        return cls(client, PartnerApi(target.api_url, partner), prefixer().create_prefix())

    @contextmanager
    def account(self) -> Iterator[Any]:
        """Open an account; afterwards, whatever happened, clear it."""
        body = application(
            contact__email_address=f"{self.prefix}@{DOMAIN}",
            disclosures__employment_status="EMPLOYED",
        )
        account = patiently(self.client.create_account)(CreateAccountRequest(**body))
        try:
            yield until(self.client.get_account_by_id, is_active)(account.id)
        finally:
            clear(self.client, account.id)

    def fund(self, account: Any) -> Any:
        """Add a bank and have money come from it; return the balances."""
        bank = self.client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
        self.client.create_transfer_for_account(
            account.id,
            CreateBankTransferRequest(
                amount=str(DEPOSIT),
                direction=TransferDirection.INCOMING,
                timing=TransferTiming.IMMEDIATE,
                bank_id=bank.id,
            ),
        )
        return self.client.get_trade_account_by_id(account.id)

    def buy(self, account: Any) -> Any:
        """Buy, wait for the fill, and return the order."""
        fields: dict[str, Any] = {"symbol": "KO", "qty": 3, "side": OrderSide.BUY}
        wanted = MarketOrderRequest(
            **fields, time_in_force=TimeInForce.DAY, client_order_id=self.prefix
        )
        order = patiently(self.client.submit_order_for_account)(account.id, wanted)
        return until(self.client.get_order_for_account_by_id, is_filled)(account.id, order.id)

    def events(self, order: Any) -> list[str]:
        """Return the order's events on the partner's stream, once the fill is among them."""

        def told() -> list[str]:
            since, now = order.created_at.isoformat(), datetime.now(UTC).isoformat()
            with opened(self.api, "/v2/events/trades", since=since, until=now) as stream:
                events = list(stream.events())
            return [each["event"] for each in events if each["order"]["id"] == str(order.id)]

        events: list[str] = until(told, ends_with_fill)()
        return events


def prefixer(age: timedelta = A_DAY) -> Any:
    """Return what makes prefixes, and tells those that are older than an age."""
    return Prefixer("two-ledger", "cloud", separator="-", cleanup_age=age)  # type: ignore[no-untyped-call]


def run(session: Session) -> None:
    """Live the session and look at every step of it."""
    with session.account() as account:
        assert Decimal(session.fund(account).cash) == DEPOSIT
        order = session.buy(account)
        (position,) = session.client.get_all_positions_for_account(account.id)
        left = Decimal(session.client.get_trade_account_by_id(account.id).cash)
        assert (position.symbol, Decimal(position.qty)) == ("KO", Decimal(3))
        assert Decimal(position.cost_basis) == DEPOSIT - left > 0
        assert session.events(order) == ["accepted", "new", "fill"]


def is_active(account: Any) -> bool:
    """Tell whether an account was opened."""
    return bool(account.status is AccountStatus.ACTIVE)


def is_filled(order: Any) -> bool:
    """Tell whether an order was filled."""
    return bool(order.status is OrderStatus.FILLED)


def ends_with_fill(events: list[str]) -> bool:
    """Tell whether all of an order's events are there."""
    return events[-1:] == ["fill"]
