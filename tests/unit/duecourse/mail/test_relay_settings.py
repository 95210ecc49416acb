"""How mail leaves is said in the environment, and what cannot be meant is refused."""

from __future__ import annotations

import pytest

from duecourse.mail.relay_settings import BURST, read_relay
from engine.errors import BadInput

WHOLE = {
    "MAIL_RELAY": "smtp://relay.trust.example",
    "MAIL_FROM": "duecourse@trust.example",
    "MAIL_SITE": "https://duecourse.trust.example/",
}


def test_without_settings_nothing_leaves() -> None:
    assert read_relay({}) is None
    assert read_relay({"MAIL_RELAY": " "}) is None


def test_three_settings_are_enough_for_a_relay_that_knows_the_machine() -> None:
    found = read_relay(WHOLE)
    assert found is not None

    assert (found.scheme, found.host, found.port) == ("smtp", "relay.trust.example", 587)
    assert (found.site, found.domain, found.burst) == ("https://duecourse.trust.example", "trust.example", BURST)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"MAIL_SITE": ""}, id="a part is missing"),
        pytest.param({"MAIL_RELAY": "relay.trust.example"}, id="no way to speak"),
        pytest.param({"MAIL_RELAY": "http://relay.trust.example"}, id="another way to speak"),
        pytest.param({"MAIL_RELAY": "smtp://relay.trust.example:none"}, id="no number of a port"),
        pytest.param({"MAIL_RELAY": "smtp://user:word@relay.trust.example"}, id="a password where others see it"),
        pytest.param({"MAIL_RELAY": "plain://relay.trust.example"}, id="in the clear, to another machine"),
        pytest.param({"MAIL_FROM": "Duecourse"}, id="no address of a sender"),
        pytest.param({"MAIL_SITE": "http://duecourse.trust.example"}, id="a site in the clear"),
        pytest.param({"MAIL_USER": "duecourse"}, id="a user without a secret"),
        pytest.param({"MAIL_TOKENS": "https://login.example"}, id="tokens of no client"),
        pytest.param({"MAIL_TOKENS": "http://login.example", "MAIL_CLIENT": "one"}, id="tokens in the clear"),
        pytest.param({"MAIL_BURST": "many"}, id="no number of messages"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        read_relay({**WHOLE, **given})
