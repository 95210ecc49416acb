"""Documents of the trust on their page: kept and ended by an administrator, read by anybody of the trust."""

from __future__ import annotations

from tests.contract.test_trust_documents import CENTRAL, PDF
from tests.letters_given import SENIOR
from tests.site import Site, forms_of


def test_an_administrator_keeps_a_document_and_ends_it_again(site: Site) -> None:
    central = site.person(CENTRAL)
    empty = central.get("/documents")
    form = forms_of(empty)[0]
    wrong = central.client.post("/documents", data={**form.fields, "title": "Behaviour policy"})
    kept = central.client.post(
        "/documents", data={**forms_of(wrong)[0].fields}, files={"document": ("b.pdf", PDF, "application/pdf")}
    )
    file = central.get("/documents/1")
    ended = central.send(kept, 1, ended="behaviour-policy")

    assert "No document is kept yet" in empty.text
    assert "Choose a file" in wrong.text
    assert 'value="Behaviour policy"' in wrong.text, "what was typed is not lost"
    assert "Behaviour policy" in kept.text
    assert ">12<" in kept.text
    assert file.content == PDF
    assert file.headers["content-disposition"] == 'attachment; filename="behaviour-policy-1.pdf"'
    assert "No document is kept yet" in ended.text
    assert "Earlier versions" in ended.text


def test_others_of_the_trust_read_documents_and_keep_none(site: Site) -> None:
    senior = site.person(SENIOR)
    page = senior.get("/documents")
    token = forms_of(senior.get("/report/life-in-danger"))[0].fields["csrf"]
    refused = senior.client.post(
        "/documents", data={"csrf": token, "title": "Mine"}, files={"document": ("b.pdf", PDF, "application/pdf")}
    )

    assert "kept by those who administer the trust" in page.text
    assert "Keep it" not in page.text
    assert refused.status_code in (403, 422)
    assert senior.get("/documents/1").status_code == 404
    assert senior.get("/documents/x").status_code == 404
