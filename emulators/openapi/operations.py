"""What a reader wants to know of each operation: its words, its query, its body, its answer."""

from collections.abc import Mapping

from emulators.openapi.documented import EVENTS, FORM, Documented
from emulators.openapi.journal_operations import JOURNAL_OPERATIONS
from emulators.openapi.trading_schemas import SIDES, STATES
from emulators.openapi.words import (
    day,
    decimal,
    flag,
    identifier,
    instant,
    integer,
    items,
    named,
    one_of,
    optional,
    record,
    text,
)
from shared.core.http import SCOPES_ALL
from shared.eu.auth.model.token_request import ASSERTION_TYPE
from shared.eu.events.model.activity_request import PAGE_SIZE_MAX
from shared.eu.funding.model import transfer_request
from shared.eu.funding.model.suspense import SuspenseReason
from shared.eu.identity.model.views import ENTITIES
from shared.eu.orders.model import listing_request

_DIRECTION = one_of(("asc", "desc"), "By time.")
_ACTIVITIES_QUERY = {
    "account_id": identifier("Only this account's."),
    "date": day("Only this day's; neither `after` nor `until` beside it."),
    "after": instant("Not before this."),
    "until": instant("Before this."),
    "direction": _DIRECTION,
    "page_size": integer(minimum=1, maximum=PAGE_SIZE_MAX),
    "page_token": text("The `id` of the last activity that was read."),
}
_STREAM_QUERY = {
    "id": identifier("Only this account's."),
    "since": text("From this instant on, or from the start of this day."),
    "until": text("Up to this instant; the stream then ends."),
    "since_id": text("After the event with this `event_id`."),
    "until_id": text("Up to the event with this `event_id`; the stream then ends."),
}


def _stream(summary: str, schema: str, description: str = "") -> Documented:
    told = (
        "Server-sent events: each has its `event_id` as `id` and a JSON object as `data`. Without "
        "a bound the stream goes on live; an idle one carries a comment within 15 seconds. "
        "`Last-Event-ID` resumes after an event."
    )
    return Documented(
        "Events",
        summary,
        f"{description} {told}".strip(),
        query=_STREAM_QUERY,
        answer=named(schema),
        answer_type=EVENTS,
    )


_KEYS = record({"keys": items({"type": "object"})})
_TOKEN_REQUEST = record(
    {"grant_type": one_of(("client_credentials",))},
    {
        "client_id": text(),
        "client_secret": text("Either this or an assertion."),
        "client_assertion_type": one_of((ASSERTION_TYPE,)),
        "client_assertion": text("A JWT signed by a key of the client (RFC 7523)."),
        "scope": text(f"Some of {', '.join(sorted(SCOPES_ALL))}; all of them where absent."),
    },
)
_TOKEN = record(
    {
        "access_token": text("A JWT, good for `expires_in` seconds."),
        "token_type": one_of(("Bearer",)),
        "expires_in": integer(),
        "scope": text(),
    }
)
_CLOCK = record(
    {
        "timestamp": instant("In New York's time."),
        "is_open": flag("Whether orders trade now."),
        "next_open": instant(),
        "next_close": instant(),
    }
)
_STATEMENT_REQUEST = record({"content": text("A camt.053 or camt.054 file, as text.")})
_STATEMENT = record(
    {
        "deposits": items(
            record(
                {
                    "id": identifier(),
                    "status": one_of(("CREDITED", "SUSPENDED", "KNOWN", "REVERSED", "UNKNOWN")),
                    "reason": optional(one_of([reason.value for reason in SuspenseReason])),
                }
            )
        )
    }
)
_SESSION = record(
    {
        "date": day(),
        **{name: text("New York's time.") for name in ("open", "close")},
        **{name: text("New York's time, extended.") for name in ("session_open", "session_close")},
        "settlement_date": day(),
    }
)
_ASSET = record(
    {
        "id": identifier(),
        "class": one_of(("us_equity",)),
        "exchange": text(),
        "symbol": text(),
        "name": text(),
        "status": one_of(("active", "inactive")),
        **{
            name: flag()
            for name in ("tradable", "marginable", "shortable", "easy_to_borrow", "fractionable")
        },
        "borrow_status": text(),
        "margin_requirement_long": decimal(),
        "margin_requirement_short": decimal(),
        "attributes": items(text()),
        "kid_status": text("Whether a key information document is there for European clients."),
    }
)
SCHEMAS = {"Asset": _ASSET, "Clock": _CLOCK, "Session": _SESSION, "Token": _TOKEN}

OPERATIONS: Mapping[str, Documented] = {
    **JOURNAL_OPERATIONS,
    "account_get": Documented(
        "Accounts", "An account's money", "Balances in euro.", answer=named("TradeAccount")
    ),
    "accounts_close": Documented("Accounts", "Close an account", "It must be empty.", status=204),
    "accounts_create": Documented(
        "Accounts",
        "Open an account",
        "Every personal value is encrypted for its person alone. The same application again "
        "answers the same account.",
        body=named("AccountRequest"),
        answer=named("Account"),
    ),
    "accounts_get": Documented("Accounts", "An account with its holder", answer=named("Account")),
    "accounts_list": Documented(
        "Accounts",
        "The partner's accounts",
        "Names cannot be searched for.",
        query={
            "query": text("Whole e-mail addresses, phone numbers or account numbers."),
            "created_after": instant(),
            "created_before": instant(),
            "status": text(f"Some of {', '.join(STATES)}, with commas."),
            "sort": one_of(("asc", "desc"), "By time."),
            "entities": text(f"Which blocks to show: some of {', '.join(ENTITIES)}."),
            "params": text("Taken, and without effect."),
        },
        answer=items(named("Account")),
    ),
    "accounts_update": Documented(
        "Accounts",
        "Correct what is known of a holder",
        body=named("AccountChange"),
        answer=named("Account"),
    ),
    "activities_get": Documented("Activities", "One activity", answer=named("ActivityEvent")),
    "activities_list": Documented(
        "Activities",
        "Activities of all accounts",
        "The `net_amount`s of an account sum to its cash exactly.",
        query={
            "activity_types": text("Some types, with commas.", examples=["FILL"]),
            **_ACTIVITIES_QUERY,
        },
        answer=named("Activities"),
    ),
    "activities_list_type": Documented(
        "Activities", "Activities of one type", query=_ACTIVITIES_QUERY, answer=named("Activities")
    ),
    "assets_get": Documented("Market", "One asset", answer=named("Asset")),
    "assets_list": Documented(
        "Market",
        "All assets",
        query={
            "status": one_of(("active", "inactive", "all")),
            "asset_class": text(),
            "exchange": text(),
            "attributes": text("Some of Alpaca's words, with commas."),
        },
        answer=items(named("Asset")),
    ),
    "calendar_get": Documented(
        "Market",
        "The exchange's sessions",
        query={
            "start": day(),
            "end": day(),
            "date_type": one_of(("TRADING", "SETTLEMENT"), "Which date the bounds are of."),
        },
        answer=items(named("Session")),
    ),
    "clock_get": Documented("Market", "The time in New York", answer=named("Clock")),
    "configurations_get": Documented(
        "Accounts", "An account's settings", answer=named("Configuration")
    ),
    "configurations_update": Documented(
        "Accounts",
        "Change settings",
        body=named("ConfigurationChange"),
        answer=named("Configuration"),
    ),
    "demo_statements_create": Documented(
        "Funding",
        "Let the sandbox's bank report deposits",
        "Each credit of the file goes to the account that its text names by `CORR-ACCOUNTNUMBER`, "
        "if that is the partner's and the payer is its holder; else into suspense.",
        body=_STATEMENT_REQUEST,
        answer=_STATEMENT,
    ),
    "documents_download": Documented(
        "Documents",
        "A document's content",
        answer={"type": "string", "contentMediaType": "application/octet-stream"},
        answer_type="application/octet-stream",
    ),
    "documents_get": Documented("Documents", "One document", answer=named("Document")),
    "documents_list": Documented(
        "Documents",
        "An account's documents",
        query={"start": day(), "end": day(), "type": text()},
        answer=items(named("Document")),
    ),
    "documents_upload": Documented(
        "Documents", "Send documents of the holder", body=named("DocumentRequests"), status=204
    ),
    "events_account_status": _stream("Steps of accounts", "StatusEvent"),
    "events_activities": _stream("Activities", "ActivityEvent"),
    "events_funding": _stream("Steps of transfers and banks", "StatusEvent"),
    "events_journals": _stream("Steps of journals", "StatusEvent"),
    "events_journals_legacy": _stream(
        "Steps of journals, v1", "StatusEvent", "Takes integers as cursors."
    ),
    "events_trades": _stream("Steps of orders", "TradeEvent"),
    "events_trades_legacy": _stream(
        "Steps of orders, v1", "TradeEvent", "Takes integers as cursors."
    ),
    "events_transfers_legacy": _stream(
        "Steps of transfers, v1", "StatusEvent", "Takes integers as cursors."
    ),
    "jwks_get": Documented(
        "Sign in", "The keys that verify access tokens", "A JWK set (RFC 7517).", answer=_KEYS
    ),
    "oauth_jwks_get": Documented(
        "Sign in", "The same keys beside the token endpoint", answer=_KEYS
    ),
    "openapi_get": Documented("Reference", "This document", answer={"type": "object"}),
    "orders_cancel": Documented(
        "Orders", "Cancel an order", "Asked for, not yet done: its event tells.", status=204
    ),
    "orders_cancel_all": Documented(
        "Orders", "Cancel all open orders", answer=named("CanceledOrders"), status=207
    ),
    "orders_create": Documented(
        "Orders",
        "Place an order",
        "After an ambiguous failure the same request may be repeated until it answers: with the "
        "same `client_order_id` it is one order.",
        body=named("OrderRequest"),
        answer=named("Order"),
    ),
    "orders_estimate": Documented(
        "Orders",
        "Estimate an order",
        "A market order as it would be filled now, at the price across; nothing is placed. What "
        "would be refused is refused.",
        body=named("OrderRequest"),
        answer=named("OrderEstimate"),
    ),
    "orders_get": Documented("Orders", "One order", answer=named("Order")),
    "orders_get_by_client_id": Documented(
        "Orders",
        "One order by the partner's id",
        query={"client_order_id": text(maxLength=128)},
        needs=("client_order_id",),
        answer=named("Order"),
    ),
    "orders_list": Documented(
        "Orders",
        "An account's orders",
        query={
            "status": one_of(("open", "closed", "all")),
            "limit": integer(minimum=1, maximum=listing_request.LIMIT_MAX),
            "after": instant(),
            "until": instant(),
            "direction": _DIRECTION,
            "symbols": text("With commas."),
            "side": one_of(SIDES),
            "nested": one_of(("true", "false")),
        },
        answer=items(named("Order")),
    ),
    "orders_replace": Documented(
        "Orders",
        "Replace an order",
        "The new order names the old one in `replaces`.",
        body=named("OrderChange"),
        answer=named("Order"),
    ),
    "positions_close": Documented(
        "Positions",
        "Sell a position, or a part of it",
        query={"qty": decimal("Shares."), "percentage": decimal("Of the position.")},
        answer=named("Order"),
    ),
    "positions_close_all": Documented(
        "Positions",
        "Sell all positions",
        query={"cancel_orders": one_of(("true", "false"), "Cancel open orders first.")},
        answer=named("ClosedPositions"),
        status=207,
    ),
    "positions_get": Documented("Positions", "One position", answer=named("Position")),
    "positions_list": Documented(
        "Positions", "An account's positions", answer=items(named("Position"))
    ),
    "recipient_banks_create": Documented(
        "Funding", "Add a bank", body=named("BankRequest"), answer=named("Bank")
    ),
    "recipient_banks_delete": Documented("Funding", "Remove a bank", status=204),
    "recipient_banks_list": Documented(
        "Funding",
        "An account's banks",
        query={"status": one_of(("ACTIVE", "INACTIVE")), "bank_name": text()},
        answer=items(named("Bank")),
    ),
    "stream_open": Documented(
        "Events",
        "Trade updates over a WebSocket",
        "Sign in, then listen, in the messages of Alpaca's trading stream.",
        status=101,
    ),
    "token_create": Documented(
        "Sign in",
        "An access token",
        "The client credentials grant of OAuth 2.0 (RFC 6749 §4.4); errors are in its words.",
        body=_TOKEN_REQUEST,
        body_type=FORM,
        answer=named("Token"),
    ),
    "transfers_cancel": Documented(
        "Funding",
        "Take a withdrawal back",
        "As long as it was not sent: in QUEUED, APPROVAL_PENDING and APPROVED.",
        status=204,
    ),
    "transfers_create": Documented(
        "Funding",
        "Request a transfer",
        "In the sandbox an incoming one credits at once. An outgoing one leaves cash at once and "
        "goes to a recipient bank. The header `Idempotency-Key` makes it safe to repeat: the same "
        "key is the same transfer.",
        body=named("TransferRequest"),
        answer=named("Transfer"),
    ),
    "transfers_list": Documented(
        "Funding",
        "An account's transfers",
        query={
            "direction": one_of(("INCOMING", "OUTGOING")),
            "limit": integer(minimum=0, maximum=transfer_request.LIMIT_MAX),
            "offset": integer(minimum=0, maximum=transfer_request.OFFSET_MAX),
        },
        answer=items(named("Transfer")),
    ),
}
