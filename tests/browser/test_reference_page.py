"""The API's reference page in a browser: read, searched, copied from; light, dark and narrow."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from emulators.modes import MODE_VARIABLE
from tests.stack_fixture import serve_stack

CHROMIUM = Path("/usr/bin/chromium")
WIDE = ViewportSize(width=1280, height=900)

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="2026-11-25: Debian's chromium is missing"),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return an embedded stack: the page is the same in every mode."""
    yield from serve_stack(tmp_path_factory.mktemp("browser"), {MODE_VARIABLE: "embedded"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without its sandbox: it is root in a container who runs tests there.
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def page(browser: Browser, stack: dict[str, Any]) -> Iterator[Page]:
    """Return the page, loaded; it fails at the end for every fault and every foreign request."""
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(stack["api_url"]) else faults.append(asked.url),
    )
    opened.goto(stack["dashboard_url"])
    opened.wait_for_selector(".route")
    yield opened
    context.close()
    assert faults == []


def test_shows_every_route(page: Page, stack: dict[str, Any]) -> None:
    document = page.request.get(f"{stack['api_url']}/openapi.json").json()
    count = sum(len(verbs) for verbs in document["paths"].values())
    expect(page.locator(".route")).to_have_count(count)
    expect(page.locator("#count")).to_have_text(f"{count} routes")
    expect(page.locator("#reasons .reason")).to_have_count(len(document["x-reasons"]))


def test_a_search_leaves_what_has_its_words(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.fill("#search", "orders replace")
    expect(page.locator(".route")).to_have_count(2)
    expect(page.locator(".route").first).to_have_id("orders_replace")
    expect(page.locator(".route").last).to_have_id("orders_replace_v2")
    expect(page.locator("mark")).not_to_have_count(0)
    page.fill("#search", "price_collar")  # a reason
    expect(page.locator("#orders_create")).to_be_visible()
    page.fill("#search", "nothing has this")
    expect(page.locator("#nothing")).to_be_visible()
    page.click("#clear")
    expect(page.locator("#intro")).to_be_visible()


def test_a_route_shows_its_fields_errors_and_an_example_that_works(
    page: Page, stack: dict[str, Any]
) -> None:
    page.click("#orders_create > summary")
    route = page.locator("#orders_create")
    expect(route.locator("code", has_text="time_in_force").first).to_be_visible()
    expect(route.get_by_text("insufficient_buying_power", exact=True)).to_be_visible()
    route.locator(".copy").first.click()
    expect(route.locator(".copy").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == route.locator(".example").first.inner_text()
    partner = stack["partners"][0]
    asked = re.search(r'"(http[^"]+)"', copied)
    assert asked is not None
    answer = page.request.post(
        asked[1].replace("$ACCOUNT", partner["accounts"][0]),
        data=copied.rpartition("-d '")[2].rstrip("'"),
        headers={
            "APCA-API-KEY-ID": partner["api_key"],
            "APCA-API-SECRET-KEY": partner["api_secret"],
            "Content-Type": "application/json",
        },
    )
    assert answer.status == 200, answer.text()


def test_a_link_opens_its_route(page: Page, stack: dict[str, Any]) -> None:
    page.goto(f"{stack['dashboard_url']}#transfers_create")
    page.reload()
    expect(page.locator("#transfers_create .inside")).to_be_visible()


def test_is_light_or_dark_as_asked_and_remembers_it(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(ground) != light
    page.click("#theme")
    page.reload()
    page.wait_for_selector(".route")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_fits_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.click("#accounts_create > summary")
    page.wait_for_selector("#accounts_create .inside")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_is_read_and_nothing_else(page: Page, stack: dict[str, Any]) -> None:
    answer = page.request.get(stack["dashboard_url"])
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    refused = page.request.post(stack["dashboard_url"])
    assert (refused.status, refused.headers["allow"]) == (405, "GET")
    assert page.request.get(f"{stack['dashboard_url']}/other").status == 404
