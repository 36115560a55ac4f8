"""The whole life of clients who tell everything, at a partner whose software is careless (R-520).

What it plants is kept by name, so that it can be looked for afterwards.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from emulators.environment import omnibus_iban
from emulators.operator.sample_statement import SampleCredit, camt054
from shared.core.errors import Refusal
from shared.core.money import Cents
from shared.core.routes import Route, find
from shared.eu.identity.model.application import UPDATE_FIELDS
from tests.e2e import canaries
from tests.e2e.api import MARKET_BUY, Answer, PartnerApi, orders_path
from tests.functions.in_process import ROUTES, filled

CLIENT_ORDER_ID = "orders.client_order_id"
REMITTANCE = "transfers.remittance_text"
# What an ordinary person is looked for by.
IDENTIFIERS = (
    "contact.email_address",
    "contact.phone_number",
    "contact.street_address",
    "identity.family_name",
    "identity.given_name",
    "identity.tax_id",
    "agreements.revision",
    "banks.iban",
)
STATEMENTS = "/v1beta/demo/banking/statements"
WITH_BODY = ("POST", "PUT", "PATCH")
WRONG_TOKEN_LENGTH = 4_000
OK = range(200, 300)


@dataclass(slots=True)
class Life:
    """Plants values through a partner's API.

    `planted` is what to look for, `done` are the operations that succeeded, `misused` is what came
    back of requests that are wrong.
    """

    api: PartnerApi
    planted: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    misused: dict[str, Answer] = field(default_factory=dict)
    _headers: Mapping[str, str] = field(default_factory=dict)

    def whole(self, number: int) -> None:
        """Live the life of one person who tells everything, and correct all of it on the way."""
        before, after = canaries.person(number), canaries.person(number + 1)
        other = canaries.elsewhere(number)
        self._plant(before | other, number)
        self._plant(after, number + 1)
        # Digits that a careless client may take for an id of its request.
        request_id = {"X-Request-Id": before["identity.tax_id"]}
        self._headers = canaries.headers(other) | request_id
        account = self._opened(before, documents=canaries.documents(before)[:4])
        self._documents(account, before)
        self._corrected(account, after)
        self._found(account, after)
        self._traded(account, before, other)
        self._misused(account, other)
        self._closed(number + 2)

    def ordinary(self, number: int) -> None:
        """Open and fund an account of an ordinary person, and buy."""
        other = canaries.elsewhere(number)
        account = self._ordinary_account(number)
        self._funded(account, canaries.spaniard(number), other[REMITTANCE])
        order = self.api.placed(account, client_order_id=other[CLIENT_ORDER_ID])
        assert order.status in OK, order
        self._plant({CLIENT_ORDER_ID: other[CLIENT_ORDER_ID]}, number)

    def _ordinary_account(self, number: int) -> str:
        values = canaries.spaniard(number)
        self._plant({path: values[path] for path in IDENTIFIERS}, number)
        return self._opened(values)

    def _plant(self, values: canaries.Values, number: int) -> None:
        self.planted |= {f"{path} of {number}": text for path, text in canaries.texts(values)}

    def _opened(self, values: canaries.Values, **more: Any) -> str:
        body = {**canaries.account_body(values), **more}
        return str(self._do("POST", "/v1/accounts", body).body["id"])

    def _documents(self, account: str, values: canaries.Values) -> None:
        path = f"/v1/accounts/{account}/documents"
        rest = [*canaries.documents(values)[4:], canaries.tax_form(values)]
        self._do("POST", f"{path}/upload", rest)
        for document in self._do("GET", path).body:
            self._do("GET", f"{path}/{document['id']}")
            self.api.ask("GET", f"{path}/{document['id']}/download")
        forms = self._do("GET", f"{path}?type=tax_w8").body
        self._do("GET", f"{path}/{forms[0]['id']}/download")

    def _corrected(self, account: str, values: canaries.Values) -> None:
        body = canaries.account_body(values)
        update = {name: body[name] for name in UPDATE_FIELDS}
        self._do("PATCH", f"/v1/accounts/{account}", update)
        settings = f"/v1/trading/accounts/{account}/account/configurations"
        self._do("PATCH", settings, {"trade_confirm_email": "none"})
        self._do("GET", settings)

    def _found(self, account: str, values: canaries.Values) -> None:
        asked = {"query": values["contact.email_address"], "entities": "contact,identity"}
        (found,) = self._do("GET", f"/v1/accounts?{urlencode(asked)}").body
        assert found["identity"]["given_name"] == values["identity.given_name"]
        shown = self._do("GET", f"/v1/accounts/{account}").body
        assert (shown["id"], shown["status"]) == (found["id"], "ACTIVE")

    def _traded(self, account: str, values: canaries.Values, other: Mapping[str, str]) -> None:
        bank = self._funded(account, values, other[REMITTANCE])
        self._reported(values, other[REMITTANCE])
        own = f"/v1/trading/accounts/{account}"
        for side in ("buy", "sell"):
            name = f"{other[CLIENT_ORDER_ID]} {side}"
            body = {**MARKET_BUY, "side": side, "client_order_id": name}
            order = self._do("POST", orders_path(account), body).body
            self.api.filled(account, order["id"])
            self._do("GET", f"{orders_path(account)}/{order['id']}")
            self._do("GET", f"{own}/positions")
        self._do("GET", f"{own}/account")
        self._do("GET", orders_path(account))
        self._do("DELETE", bank)

    def _funded(self, account: str, values: canaries.Values, remittance: str) -> str:
        """Deposit money from a new bank and return the bank's path."""
        banks = f"/v1/accounts/{account}/recipient_banks"
        bank_id = self._do("POST", banks, canaries.bank_body(values)).body["id"]
        self._do("GET", banks)
        body = {
            "transfer_type": "wire",
            "direction": "INCOMING",
            "amount": "5000",
            "bank_id": bank_id,
            "additional_information": remittance,
        }
        self._do("POST", f"/v1/accounts/{account}/transfers", body)
        self._do("GET", f"/v1/accounts/{account}/transfers")
        return f"{banks}/{bank_id}"

    def _reported(self, values: canaries.Values, remittance: str) -> None:
        """Let the bank report money of hers with a text that no account is found by."""
        name = f"{values['identity.given_name']} {values['identity.family_name']}"
        credit = SampleCredit("canary", Cents(12_300), name, values["banks.iban"], remittance)
        content = camt054(omnibus_iban(), credit, datetime.now(UTC))
        (taken,) = self._do("POST", STATEMENTS, {"content": content}).body["deposits"]
        assert taken["status"] == "SUSPENDED"

    def _closed(self, number: int) -> None:
        account = self._ordinary_account(number)
        self._do("POST", f"/v1/accounts/{account}/actions/close")

    def _misused(self, account: str, other: Mapping[str, str]) -> None:
        """Send the canaries that no field takes in every way that a route may be misused."""
        for route in ROUTES:
            for way, request in misuses(route, filled(route, account), other):
                self.misused[f"{route.operation}, {way}"] = self._ask(*request)

    def _do(self, method: str, path: str, body: Any = None) -> Answer:
        answer = self._ask(method, path, body)
        assert answer.status in OK, (method, path.partition("?")[0], answer)
        self.done.add(_operation(method, path))
        return answer

    def _ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = self.api.credentials() if headers is None else headers
        return self.api.ask(method, path, data, {**self._headers, **sent})


Misuse = tuple[str, str, Any, Mapping[str, str] | None]


def misuses(route: Route, path: str, other: Mapping[str, str]) -> Iterator[tuple[str, Misuse]]:
    """Yield requests that carry all of the canaries to where a route does not expect them."""
    query = urlencode({name: name for name in other.values()})
    values = {**other, **{name: name for name in other.values()}}
    yield "query", (route.method, f"{path}?{query}", None, None)
    yield "no credentials", (route.method, f"{path}?{query}", None, {})
    wrong = {"Authorization": f"Bearer {query[:WRONG_TOKEN_LENGTH]}"}
    yield "wrong credentials", (route.method, path, None, wrong)
    yield "unknown verb", ("TRACE", f"{path}?{query}", None, None)
    yield "longer path", (route.method, f"{path}/{quote(query[:1_000], safe='')}", None, None)
    if route.method in WITH_BODY:
        yield "unknown fields", (route.method, path, values, None)
        yield "unknown blocks", (route.method, path, _nested(other), None)
        yield "a list", (route.method, path, [values], None)
        yield "a text", (route.method, path, query, None)
        yield "cut off", (route.method, path, json.dumps(values)[:-1].encode(), None)


def _nested(other: Mapping[str, str]) -> dict[str, Any]:
    """Return the canaries in blocks of their names, as a partner might guess them."""
    blocks: dict[str, Any] = {}
    for path, value in other.items():
        block, _, name = path.partition(".")
        blocks.setdefault(block, {})[name] = value
    return blocks


def _operation(method: str, path: str) -> str:
    try:
        return find(ROUTES, method, path.partition("?")[0])[0].operation
    except Refusal:
        return "unrouted"
