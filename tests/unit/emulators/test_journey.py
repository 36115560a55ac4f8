"""The stops of an order, in order, with what crossed the border whole."""

from tests.unit.emulators.journeys import ACCOUNT, TOKEN, journey


def test_an_order_stops_in_both_regions_and_twice_at_the_border() -> None:
    stops = [(hop.where, hop.at_ms) for hop in journey().hops()]
    assert stops == [
        ("partner", 0),
        ("eu", 16),
        ("border", 34),
        ("us", 111),
        ("border", 134),
        ("eu", 194),
        ("partner", 240),
    ]


def test_the_stops_say_what_happened_there() -> None:
    said = [" ".join(hop.did) for hop in journey().hops()]
    assert ACCOUNT in said[0]
    assert "“accepted” after 37 ms" in said[1]
    assert "buys 1 AAPL at 309.23 USD on SIMX, settles on 2026-11-27" in said[3]
    assert "1 AAPL at 265.36 EUR, commission 1.00 EUR" in said[5]
    assert "01M89146A9VFM1H3HGBMXJ4V5Y" in said[6]


def test_scripts_get_the_border_messages_whole() -> None:
    told = journey().as_json()
    assert (told["status"], told["total_ms"]) == ("filled", 240)
    messages = [hop["message"] for hop in told["hops"] if hop["message"]]
    assert [message["direction"] for message in messages] == ["EU → US", "US → EU"]
    assert {message["body"]["order_token"] for message in messages} == {TOKEN}
    assert all(message["attributes"]["signature"] for message in messages)


def test_without_a_border_to_listen_at_the_rest_is_told() -> None:
    hops = journey(is_heard=False).hops()
    assert [hop.where for hop in hops] == ["partner", "eu", "us", "eu", "partner"]
    assert all(hop.carried is None for hop in hops)
