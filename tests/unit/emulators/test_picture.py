"""The picture of an order: every stop, every message whole, nothing wider than the page."""

import json

import pytest

from emulators.picture import BESIDE, WIDTH, body_lines, picture
from tests.unit.emulators.journeys import crossed, journey, report


def shown() -> list[str]:
    return [line.plain for line in picture(journey())]


def test_every_stop_has_its_region_and_its_time_at_the_right() -> None:
    stops = [line for line in shown() if line.endswith(" ms") and line[2] in "○●╪"]
    assert [line.split()[-2] for line in stops] == ["0", "16", "34", "111", "134", "194", "240"]
    assert {len(line) for line in stops} == {WIDTH}
    assert "EU · Madrid · trading" in stops[1]
    assert "border · EU → US  order.new" in stops[2]
    assert "US · us-east4 · orders" in stops[3]


def test_the_border_message_is_whole_with_its_attributes() -> None:
    way = journey()
    lines = [line.removeprefix(BESIDE) for line in shown()]
    together = "".join(lines)
    for message in (way.sent, way.report):
        assert message is not None
        assert message.attributes["signature"] in together
        assert f"key_id: {message.attributes['key_id']}" in lines
        assert json.dumps(message.body()) in " ".join(body_lines(message))
        assert set(body_lines(message)) <= set(lines)


def test_no_line_is_wider_than_the_page_and_no_name_is_cut_from_its_value() -> None:
    lines = body_lines(crossed("us", 0, report()))
    assert len(lines) > 5
    assert max(map(len, lines)) <= WIDTH - len(BESIDE)
    assert not any(line.endswith(":") for line in lines)
    assert max(len(line) for line in shown()) <= WIDTH


@pytest.mark.parametrize("width", [60, 80, WIDTH])
def test_a_narrow_terminal_gets_a_narrow_picture_with_all_of_it(width: int) -> None:
    lines = [line.plain for line in picture(journey(), width)]
    assert max(map(len, lines)) <= width
    stops = [line for line in lines if line.endswith(" ms") and line[2] in "○●╪"]
    assert {len(line) for line in stops} == {width}
    sent = journey().sent
    assert sent is not None
    assert json.dumps(sent.body()) in " ".join(body_lines(sent, width))


def test_the_way_ends_at_the_partner() -> None:
    assert not shown()[-1].startswith(BESIDE)
    assert "fill 01M89146A9VFM1H3HGBMXJ4V5Y" in shown()[-1]
