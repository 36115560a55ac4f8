from tests.acceptance.stranger import plain


def test_a_terminals_text_is_read_without_style_and_without_what_was_erased() -> None:
    written = "\x1b[2m→ one\x1b[0m\r\n⠋ working …\r\x1b[2K\r⠙ working …\r\x1b[2Ktwo\x1b[1A\r\n"
    assert plain(written) == "→ one\ntwo\n"
