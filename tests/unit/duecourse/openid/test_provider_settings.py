"""Which provider people sign in with is said in the environment, and what cannot be meant is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.openid.provider_settings import USUAL_NAME, ProviderSettings, read_provider
from engine.errors import BadInput
from engine.ports.ways_in.identity_providers import ProviderAway

WHOLE = {
    "OPENID_ISSUER": "https://login.example/v2.0",
    "OPENID_CLIENT": "duecourse",
    "OPENID_SECRET_TEXT": "kept",
}


def read(**more: str) -> ProviderSettings:
    found = read_provider({**WHOLE, **{f"OPENID_{name.upper()}": text for name, text in more.items()}})
    assert found
    return found


def test_without_settings_people_sign_in_by_passwords_alone() -> None:
    assert read_provider({"OPENID_ISSUER": " "}) is None


def test_three_settings_are_enough_and_the_rest_is_careful() -> None:
    rules = read().rules

    assert (rules.called, rules.of_tenant, rules.own_factor, rules.passwords) == (USUAL_NAME, False, False, True)
    assert read(domains="@One.example two.example").rules.domains == ("one.example", "two.example")
    assert "kept" not in repr(read())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"OPENID_CLIENT": ""}, "OPENID_CLIENT is missing"),
        ({"OPENID_SECRET_TEXT": ""}, "needs one of"),
        ({"OPENID_SECRET": "/some/file"}, "needs one of"),
        ({"OPENID_ISSUER": "http://login.example"}, "Plain http"),
        ({"OPENID_EMAIL": "of-tenant"}, "OPENID_TENANT"),
        ({"OPENID_EMAIL": "any"}, "verified or of-tenant"),
        ({"OPENID_PASSWORDS": "off"}, "yes or no"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(given: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_provider({**WHOLE, **given})


def test_the_file_of_the_secret_is_for_the_account_alone_and_holds_one_line(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("kept\n")
    file.chmod(0o600)
    settings = read_provider({**WHOLE, "OPENID_SECRET_TEXT": "", "OPENID_SECRET": str(file)})
    assert settings
    assert settings.read_secret() == "kept"
    for text, mode in (("kept\n", 0o644), ("two\nlines\n", 0o600), ("", 0o600)):
        file.chmod(0o600)
        file.write_text(text)
        file.chmod(mode)
        with pytest.raises(ProviderAway):
            settings.read_secret()
