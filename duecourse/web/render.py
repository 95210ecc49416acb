"""Templates into pages: flat macros of our own, compiled once, with every text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from duecourse.casework.accounts.colour_choices import classes_of
from duecourse.casework.commands.custody.file_names import kept_name, seen_text
from duecourse.casework.context.services import Services
from duecourse.web.assets import Assets
from duecourse.web.clock_ways import clock_ways
from duecourse.web.serving.settings import WebSettings
from engine.reasons import printed
from engine.time.moments import say_date, say_left, say_moment, say_printed, say_time

SERVICE = "Duecourse"
LONDON = "Europe/London"


class Templates:
    """Every template of the site, kept compiled."""

    def __init__(self, assets: Assets) -> None:
        self.environment = Environment(
            loader=PackageLoader("duecourse.web"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # Jinja takes anything here, and its types name only what it brings itself
        filters = cast("dict[str, object]", self.environment.filters)
        names = cast("dict[str, Any]", self.environment.globals)
        filters.update(
            file_name=kept_name,
            seen_text=seen_text,
            clause_number=printed,
            when=_when,
            left=_left,
            day=_day,
            last_day=_last_day,
            time=_time,
            plain=plain,
            capital=capital,
        )
        names.update(asset=assets.asset, service=SERVICE, today=_today)
        names.update(
            clock_ways=clock_ways, said_left=say_left, said_when=say_moment, said_day=say_date, said_printed=say_printed
        )
        for name in self.environment.list_templates():
            self.environment.get_template(name)

    def render(self, template: str, context: Mapping[str, object]) -> str:
        """Fill a template."""
        return self.environment.get_template(template).render(context)


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a page for the visitor, if there is one; the layout finds the visitor in the request."""
    visitor = getattr(request.state, "visitor", None)
    services = cast(Services, request.app.state.services)
    zone = ZoneInfo(visitor.organisation.zone if visitor else LONDON)
    base: dict[str, object] = {
        "visitor": visitor,
        "colours": classes_of(visitor.person) if visitor else "",
        "path": request.url.path,
        "now": services.clock.now(),
        "zone": zone,
        "site": cast(WebSettings, request.app.state.settings),
        "csrf": visitor.csrf if visitor else "",
        "errors": {},
        "is_demo": request.app.state.demo.is_one,
    }
    templates = cast(Templates, request.app.state.templates)
    return HTMLResponse(templates.render(template, {**base, **context}), status)


def plain(name: object) -> str:
    """Give a name of a file as words: `choose_next` becomes "choose next"."""
    return str(name).replace("_", " ")


def capital(text: object) -> str:
    """Begin with a capital letter and leave the rest as it is."""
    words = str(text)
    return words[:1].upper() + words[1:]


def _today(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


@pass_context
def _when(context: Context, moment: datetime | None) -> str:
    return say_moment(moment, context["zone"]) if moment else ""


@pass_context
def _left(context: Context, moment: datetime | None) -> str:
    return say_left(context["now"], moment) if moment else ""


@pass_context
def _day(context: Context, moment: datetime) -> str:
    return say_date(moment.astimezone(context["zone"]).date())


@pass_context
def _last_day(context: Context, moment: datetime) -> str:
    """Say the last day of what ends at a moment: the one before, where that is a midnight."""
    return say_date((moment - timedelta.resolution).astimezone(context["zone"]).date())


@pass_context
def _time(context: Context, moment: datetime) -> str:
    return say_time(moment, context["zone"])
