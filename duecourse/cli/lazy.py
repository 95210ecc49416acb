"""Groups whose commands are imported when they are asked for, and not before."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from functools import wraps
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from inspect import Parameter, signature
from types import CodeType
from typing import Annotated, Any, NewType, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup

from duecourse.cli.call import Json
from duecourse.cli.command_groups import Entries, Group
from duecourse.cli.commands import COMMANDS, WITHOUT_JSON
from duecourse.cli.ending import end
from engine.errors import NotPermitted

AS_JSON = "duecourse.as_json"
"""Under which name a context says that JSON was asked for."""

Command = Callable[..., None]


class JsonCommand(TyperCommand):
    """A command that knows whether JSON was asked for, also where the rest of its line cannot be parsed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of the command; before that, look for `--json` among them."""
        ctx.meta[AS_JSON] = self._asks_for_json(ctx, list(args))
        return super().parse_args(ctx, args)

    def _asks_for_json(self, ctx: Any, args: list[str]) -> bool:
        """Parse as far as that goes: a `--json` that is the value of another option asks for nothing."""
        parser = self.make_parser(typer.Context(self, parent=ctx.parent, resilient_parsing=True))
        parser.ignore_unknown_options = True
        found, _, _ = parser.parse_args(args)
        return "as_json" in found


@dataclass
class Loaded(MutableMapping[str, Any]):
    """The commands of a group by name; one is imported when it is first asked for."""

    entries: Entries
    _found: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Give a command or a group."""
        if name not in self._found:
            self._found[name] = _made(name, self.entries[name])
        return self._found[name]

    def __setitem__(self, name: str, command: Any) -> None:
        """Put a command in place of another."""
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        """Forget a command."""
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        """Name the commands in the order of the help, importing none."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Count the commands."""
        return len(self.entries)


class LazyGroup(TyperGroup):
    """A group that knows the names and lines of its commands without importing any of them."""

    def __init__(self, *, entries: Entries, **said: Any) -> None:
        super().__init__(**said)
        self.commands = Loaded(entries)
        self.entries = entries

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # its name in the library
        """Name the commands in the order of the help."""
        return list(self.entries)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # its name in the library
        """Write the list of commands, each with its line."""
        limit = formatter.width - 6 - max(len(name) for name in self.entries)
        lines = ((name, TyperCommand(name, help=line_of(entry))) for name, entry in self.entries.items())
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit)) for name, command in lines])


class Top(LazyGroup):
    """The whole command line; how a command ends is said here, where it is known what was asked for."""

    def __init__(self, **said: Any) -> None:
        super().__init__(entries=COMMANDS, **said)

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Raises typer.Exit with the code of its end where it did not end well."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, EOFError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            raise typer.Exit(end(error, as_json=ctx.meta.get(AS_JSON, False))) from error


def line_of(entry: str | Group) -> str:
    """Give the docstring of a command, read from its compiled module without running that; of a group, its line."""
    if isinstance(entry, Group):
        return entry.says
    module, function = _place(entry)
    spec = find_spec(module)
    code = spec.loader.get_code(module) if spec and isinstance(spec.loader, InspectLoader) else None
    inner = (each for each in (code.co_consts if code else ()) if isinstance(each, CodeType))
    found = next((each.co_consts[0] for each in inner if each.co_name == function), "")
    return str(found or "")


def _place(entry: str) -> tuple[str, str]:
    module, _, function = entry.partition(":")
    return f"duecourse.cli.{module}", function


def _made(name: str, entry: str | Group) -> Any:
    if isinstance(entry, Group):
        said = {"help": entry.says, "no_args_is_help": True, "rich_markup_mode": None}
        return LazyGroup(name=name, entries=entry.entries, **said)
    module, function = _place(entry)
    command = getattr(import_module(module), function)
    # square brackets of a help text are meant as they stand: markup would swallow them
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=JsonCommand)(handed(command, as_json=entry not in WITHOUT_JSON))
    return typer.main.get_command(alone)


def _as_typed(annotation: Any) -> Any:
    """Give what somebody types for a parameter: a reference of a case is text to them, whatever it is called here."""
    kind, *told = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    if not isinstance(kind, NewType):
        return annotation
    plain: Any = kind.__supertype__
    return Annotated[(plain, *told)]


def handed(command: Command, *, as_json: bool) -> Command:
    """Give a command as Typer calls it: its first parameter, the call, comes out of the context of that call.

    With `as_json` it takes `--json` as its last option, and the call says whether that was given.
    """
    whole = signature(command, eval_str=True)
    _, *taken = whole.parameters.values()
    typed = [each.replace(annotation=_as_typed(each.annotation)) for each in taken]
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    json = Parameter("as_json", Parameter.POSITIONAL_OR_KEYWORD, default=False, annotation=Json)

    @wraps(command)
    def called(context: typer.Context, as_json: bool = False, **given: Any) -> None:
        call = replace(context.obj, as_json=as_json)
        try:
            command(call, **given)
        except NotPermitted:
            call.note_refused(str(given.get("as_", "")), command.__name__)
            raise
        finally:
            call.leave()

    called.__dict__["__signature__"] = whole.replace(parameters=[context, *typed, *([json] if as_json else [])])
    return called
