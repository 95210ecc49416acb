"""A page of Markdown becomes a page of the site that its rules for content let through."""

import pytest

from duecourse.web.documentation.shown_doc import DocPart, address_of, shown_doc, slug

NAMES = {"index", "tutorial", "how-to/send-mail", "how-to/sign-in", "adr/README"}


def shown(text: str, name: str = "how-to/sign-in") -> str:
    return str(shown_doc(name, text, NAMES).html)


def test_a_page_tells_its_title_its_parts_and_its_words() -> None:
    doc = shown_doc("tutorial", "# One `case`\n\nRead *on*.\n\n## First\n\n### Within\n\n## First\n", NAMES)

    assert doc.title == "One case"
    assert doc.parts == (DocPart("first", "First"), DocPart("first-1", "First"))
    assert doc.words == "One case\nRead on.\nFirst\nWithin\nFirst"
    assert '<h2 id="first-1" class="govuk-heading-l">First</h2>' in doc.html


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        pytest.param("send-mail.md", 'href="/help/how-to/send-mail"', id="a page beside it"),
        pytest.param("../tutorial.md#the-report", 'href="/help/tutorial#the-report"', id="a part of a page above"),
        pytest.param("../index.md", 'href="/help/documentation"', id="the list of all"),
        pytest.param("#below", 'href="#below"', id="a part of itself"),
        pytest.param("https://age-encryption.org", 'href="https://age-encryption.org"', id="another site"),
        pytest.param("../../SECURITY.md", "<span>here</span>", id="a file that is no page"),
        pytest.param("gone.md", "<span>here</span>", id="a page that is not there"),
    ],
)
def test_a_link_leads_where_its_page_is_on_the_site(link: str, leads: str) -> None:
    assert leads in shown(f"Look [here]({link}).")


def test_a_picture_is_asked_for_at_the_site_and_keeps_its_words() -> None:
    html = shown("![The list Work](../pictures/work.png)")

    assert '<img src="/help/pictures/work.png" alt="The list Work" class="dc-doc__picture" />' in html


def test_a_table_has_no_style_of_its_own_and_can_be_scrolled_with_the_keyboard() -> None:
    html = shown("| a | b |\n|--:|:-:|\n| 1 | 2 |\n")

    assert "style" not in html
    assert html.startswith('<div class="dc-doc__table" tabindex="0">\n<table class="govuk-table">')
    assert html.rstrip().endswith("</table>\n</div>")


def test_what_is_to_be_typed_stands_in_a_box_and_is_escaped() -> None:
    html = shown("```console\n$ duecourse list --as <you>\n```\n")

    assert html == ('<pre class="dc-doc__box" tabindex="0"><code>$ duecourse list --as &lt;you&gt;\n</code></pre>\n')
    assert "dc-doc__box--drawn" in shown("```text\n│ a │\n```\n")


def test_html_in_a_page_is_shown_and_never_run() -> None:
    assert "<script" not in shown("<script>alert(1)</script>\n\nA <b onclick=x>word</b>.")


def test_a_link_to_a_script_is_no_link() -> None:
    assert "href" not in shown("[x](javascript:alert(1))")


def test_the_list_of_all_pages_has_an_address_of_its_own() -> None:
    assert (address_of("index"), address_of("how-to/sign-in")) == ("/help/documentation", "/help/how-to/sign-in")
    assert slug("What leaves, and when") == "what-leaves-and-when"
