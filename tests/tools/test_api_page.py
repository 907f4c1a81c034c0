from tools.api_page import PAGE, PUBLIC, api_page


def test_the_page_is_made_from_the_docstrings():
    assert PAGE.read_text(encoding="utf-8") == api_page()


def test_what_is_public_says_what_it_takes_and_gives():
    members = [member for members in PUBLIC.values() for member in members]
    assert len(members) > 12
    assert [m.__name__ for m in members if not (m.__doc__ or "").strip()] == []
