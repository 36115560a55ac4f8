"""The reference page's files: all there, all linked, nothing from elsewhere."""

import re

import pytest

from emulators.reference_page.pages import FILES, HEADERS, PATH, page_at

NAMESPACE = b"http://www.w3.org/2000/svg"


@pytest.mark.parametrize("path", FILES)
def test_nothing_in_a_file_is_from_elsewhere(path: str) -> None:
    content = page_at(path).content.replace(NAMESPACE, b"")
    assert content
    assert re.findall(rb"https?://|//[a-z]+\.[a-z]", content) == []


def test_the_page_names_the_other_files_and_no_inline_code() -> None:
    page = page_at(PATH).content.decode()
    for path in FILES.keys() - {PATH}:
        assert f'"{path}"' in page
    assert not re.search(r"<script(?! src)|<style| on[a-z]+=| style=", page)
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'self'")
