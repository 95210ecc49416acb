"""The site put together: pages, the guard around them, and what is said when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Route

from duecourse.casework.context.services import Services
from duecourse.web import error_pages
from duecourse.web.assets import Assets
from duecourse.web.demo_mark import Demo
from duecourse.web.documentation.doc_files import docs_folder
from duecourse.web.documentation.doc_shelf import DocShelf
from duecourse.web.forms.typed import LARGEST_FORM
from duecourse.web.measured import Measured, Observe
from duecourse.web.pages import (
    about,
    case,
    erasures,
    evidence,
    health,
    housekeeping,
    letters,
    policies,
    registers,
    report,
    sign_in,
    step,
    undo,
    work,
)
from duecourse.web.pages.administration import (
    administration_index,
    calendar_forms,
    calendar_pages,
    change_page,
    directory_forms,
    directory_pages,
    mail_trial_page,
    record_page,
    school_forms,
    school_pages,
    setting_pages,
    stuck_case_page,
)
from duecourse.web.pages.case_notes import notes_page
from duecourse.web.pages.case_upkeep import correction_pages, hold_pages, link_pages, version_page
from duecourse.web.pages.entrance import chosen_password_page, forgotten_password_page, provider_page
from duecourse.web.pages.evidence_looks import attachment_page, look_page
from duecourse.web.pages.handovers import handover_pages
from duecourse.web.pages.help import documentation_pages, help_pages
from duecourse.web.pages.letter_answers import answer_forms, put_right_forms
from duecourse.web.pages.letter_checks import (
    approval_forms,
    confirmation_form,
    enclosure_forms,
    large_print_form,
    together_forms,
)
from duecourse.web.pages.letter_drafts import comment_forms
from duecourse.web.pages.letter_edits import edit_form
from duecourse.web.pages.letter_mail import letter_forms, web_form_page
from duecourse.web.pages.letter_sets import people_page, set_forms
from duecourse.web.pages.letters_across import letter_list_page, pack_page
from duecourse.web.pages.own_account import (
    account_page,
    colour_page,
    confirm_page,
    deadline_page,
    passkey_pages,
    second_factor_pages,
    session_page,
)
from duecourse.web.pages.paper import (
    document_page,
    house_wording_pages,
    letterhead_pages,
    signature_page,
    word_letterhead_page,
)
from duecourse.web.pages.people import (
    calendar_feed,
    how_told,
    outsiders_and_roles,
    paper_form,
    private_link,
    role_tables,
    shared_schools,
    unseen_erasures,
)
from duecourse.web.pages.pictures import procedure_picture
from duecourse.web.pages.privacy_papers import access_page, papers_page, retention_pages
from duecourse.web.pages.report_pages import report_drafts, report_file_pages, told_pages
from duecourse.web.pages.search import case_list_page, case_table_page, saved_view_pages, search_page
from duecourse.web.pages.setting_up import list_pages, missing_page
from duecourse.web.pages.sign_ins import person_sign_in_page, sign_in_list_page
from duecourse.web.pages.staffing import joiner_page, leaving_pages, people_list_page, person_page, post_pages
from duecourse.web.pages.times import clock_changes, closing_hour_page
from duecourse.web.pages.trust import dates, hand_duties, installation, mail_desk, security_log
from duecourse.web.refusals import Noted, note_refusal
from duecourse.web.render import SERVICE, Templates
from duecourse.web.security import Security
from duecourse.web.serving.proxies import Forwarded
from duecourse.web.serving.settings import WebSettings
from duecourse.web.serving.smaller_pages import Compressed
from engine.ports.accounts import Passwords

ROUTERS = (
    work,
    case_list_page,
    case,
    procedure_picture,
    health,
    sign_in,
    chosen_password_page,
    forgotten_password_page,
    provider_page,
    about,
    papers_page,
    access_page,
    retention_pages,
    help_pages,
    documentation_pages,
    report,
    report_drafts,
    report_file_pages,
    told_pages,
    registers,
    policies,
    dates,
    closing_hour_page,
    hand_duties,
    mail_desk,
    how_told,
    account_page,
    colour_page,
    session_page,
    second_factor_pages,
    passkey_pages,
    confirm_page,
    deadline_page,
    calendar_feed,
    letter_list_page,
    search_page,
    case_table_page,
    saved_view_pages,
    pack_page,
    answer_forms,
    put_right_forms,
    letter_forms,
    web_form_page,
    edit_form,
    approval_forms,
    together_forms,
    large_print_form,
    enclosure_forms,
    confirmation_form,
    comment_forms,
    people_page,
    set_forms,
    administration_index,
    list_pages,
    missing_page,
    school_pages,
    school_forms,
    directory_pages,
    directory_forms,
    setting_pages,
    calendar_pages,
    calendar_forms,
    record_page,
    change_page,
    stuck_case_page,
    mail_trial_page,
    sign_in_list_page,
    person_sign_in_page,
    security_log,
    installation,
    house_wording_pages,
    word_letterhead_page,
    letterhead_pages,
    document_page,
    signature_page,
    letters,
    housekeeping,
    outsiders_and_roles,
    shared_schools,
    role_tables,
    handover_pages,
    people_list_page,
    joiner_page,
    person_page,
    post_pages,
    leaving_pages,
    notes_page,
    evidence,
    look_page,
    attachment_page,
    erasures,
    unseen_erasures,
    undo,
    clock_changes,
    correction_pages,
    hold_pages,
    link_pages,
    version_page,
    paper_form,
    private_link,
    step,
)
"""In this order: what is opened most is looked at first, for an address is compared with each in turn; the pages of a
step take any address below a case that nobody else has taken."""


def build_app(
    services: Services, passwords: Passwords, settings: WebSettings | None = None, observe: Observe | None = None
) -> FastAPI:
    """Put the site together over the services. Nothing is built at import, so tests may build as many as they like.

    `observe` is told of every request.
    """
    chosen = settings or WebSettings()
    around = [
        *([Middleware(Measured, clock=services.clock, observe=observe)] if observe else []),
        Middleware(Forwarded, settings=chosen),
        Middleware(Compressed),
        Middleware(Security, settings=chosen, too_large=error_pages.too_large, note=note_refusal),
        Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_FORM),
    ]
    app = FastAPI(title=SERVICE, docs_url=None, redoc_url=None, openapi_url=None, middleware=around)
    assets, templates = _package()
    app.state.services, app.state.passwords, app.state.settings = services, passwords, chosen
    app.state.demo = Demo(services)
    app.state.noted = Noted()
    app.state.documentation = DocShelf(docs_folder())
    app.state.proofs, app.state.templates = services.library.proofs, templates
    assets.serve(app)
    app.state.routes = tuple(_ways())
    for module in ROUTERS:
        app.include_router(module.router)
    error_pages.handle(app)
    return app


@cache
def _package() -> tuple[Assets, Templates]:
    """Give the static files and the templates, read and compiled once in a process however many sites it builds."""
    assets = Assets()
    return assets, Templates(assets)


def _ways() -> Iterator[Route]:
    """Give the ways into every page, HEAD beside each GET: a server owes it to those who ask if a page is there."""
    for module in ROUTERS:
        for route in module.router.routes:
            if isinstance(route, Route) and route.methods is not None:
                route.methods.update({"HEAD"} if "GET" in route.methods else ())
                yield route
