"""The page that a situation is written on: imports, set-up, fixtures and names so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engines.search.pieces import PLACE, Application, Effect, Piece, variable_name


@dataclass
class Page:
    """What has been written so far."""

    imports: list[str] = field(default_factory=list)
    setup: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def take(self, piece: Piece, name: str) -> str:
        """Write what a piece needs and return its expression."""
        fresh = variable_name(name, frozenset(self.names)) if self._uses_place(piece) else name
        if self._uses_place(piece):
            self.names.add(fresh)
        self.imports.extend(piece.imports)
        self.fixtures.extend(piece.fixtures)
        for line in piece.setup:
            text = line.replace(PLACE, fresh)
            # A class or function is written once; a repeated call is meant.
            if text not in self.setup or not text.startswith(("class ", "def ", "async ")):
                self.setup.append(text)
        return piece.source.replace(PLACE, fresh)

    def assign(self, name: str, source: str) -> str:
        """Give an expression a name in the set-up."""
        if source.isidentifier():
            return source
        fresh = variable_name(name, frozenset(self.names))
        self.names.add(fresh)
        self.setup.append(f"{fresh} = {source}")
        return fresh

    def seen_after(self, call: str, effect: Effect) -> str:
        """Make the call the last statement before a look at what it set elsewhere."""
        self.imports.extend(effect.imports)
        self.fixtures.append("monkeypatch")
        self.setup.insert(0, effect.pin)
        self.setup.extend([call] if call else [])
        return effect.shown

    @staticmethod
    def _uses_place(piece: Piece) -> bool:
        return PLACE in piece.source or any(PLACE in line for line in piece.setup)


def applied(text: str, applications: tuple[Application, ...], page: Page) -> str:
    """Go on with what a call gives back: name it and call it."""
    called = ""
    for at, one in enumerate(applications):
        if one.again:
            page.setup.append(text)
        else:
            called = page.assign(_name_of_function(applications, at), text)
        attribute = f".{one.attribute}" if one.attribute else ""
        given = ", ".join(page.take(piece, "value") for piece in one.arguments)
        text = f"{called}{attribute}({given})"
    return text


def _name_of_function(applications: tuple[Application, ...], at: int) -> str:
    """Call a function by what is done with it: what makes a function of one is a decorator."""
    if applications[at].of:
        return applications[at].of
    if _decorates(applications, at):
        return "decorator"
    return "decorated" if at and _decorates(applications, at - 1) else "function"


def _decorates(applications: tuple[Application, ...], at: int) -> bool:
    """Tell whether this call is given a function, and what it gives back is called."""
    takes_function = any(piece.source.startswith("lambda") for piece in applications[at].arguments)
    return takes_function and any(not one.again for one in applications[at + 1 :])
