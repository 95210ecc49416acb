"""The page of a consent: what it shows and asks is there, and who stands before it can answer all of the step."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.errors import Finding
from engine.identity import Asked, FactName
from engine.language.consents.consent_question import ConsentPage
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import Consent


def consent_pages(track: TrackDefinition, file: SourceFile, letters: Collection[str]) -> Iterator[Finding]:
    """List what is wrong with the pages on which people answer for themselves."""
    for name, consent in track.consents.items():
        if consent.page is not None:
            place: Place = ("consents", name, "page")
            able = [key for key, action in track.actions.items() if _is_answered(action, name)]
            for step in consent.page.steps:
                if step not in able:
                    yield file.finding((*place, "steps"), f"'{step}' neither answers nor withdraws this consent", able)
            for told in consent.page.tells:
                if told not in track.facts:
                    yield file.finding((*place, "tells"), f"'{told}' is not a fact here", track.facts)
            yield from _page(track, file, place, consent.page)
            if consent.page.shows and consent.page.shows not in letters:
                yield file.finding((*place, "shows"), f"'{consent.page.shows}' is not a letter here", letters)


def _page(track: TrackDefinition, file: SourceFile, place: Place, page: ConsentPage) -> Iterator[Finding]:
    steps = [track.actions[step] for step in page.steps if step in track.actions]
    asked: dict[FactName, None] = {name: None for step in steps for name in step.asks}
    for name in (*page.asks, *page.answers, *page.on_paper):
        if name not in asked:
            yield file.finding(place, f"'{name}' is no question of these steps", asked)
    for key, said in (("answers", page.answers), ("on_paper", page.on_paper)):
        for name, text in said.items():
            fact = track.facts.get(name)
            if fact is not None and text not in fact.domain:
                yield file.finding((*place, key, name), f"'{text}' is no answer to '{name}'", fact.domain)
    for name in asked:
        fact = track.facts.get(name)
        if fact is not None and not fact.optional and name not in (*page.asks, *page.answers):
            wrong = f"'{name}' has to be answered, and the person would not be asked it"
            yield file.finding(place, wrong, "name it under `asks`, or say under `answers` what is so")


def _is_answered(action: Action, name: str) -> bool:
    return action.choose == Asked.of_consent(name) or action.consent.get(name) == Consent.WITHDRAWN
