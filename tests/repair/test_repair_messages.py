"""Messages are understood in the words of every supported Python."""

from __future__ import annotations

import pytest

from bot.engines.repair.messages import (
    MESSAGE_MAX,
    Abstract,
    Asserted,
    Complaint,
    Missing,
    NoAttribute,
    NoFixture,
    NoModule,
    NoName,
    NoPath,
    NotInModule,
    NotRaised,
    Other,
    Surplus,
    Twice,
    Unexpected,
    Unfit,
    Unnamed,
    Unparsed,
    Wanted,
    complaint,
    mentioned,
)

# As CPython 3.9, 3.10 to 3.12, and 3.13 and newer write them; pytest's and monkeypatch's too.
TYPE_ERRORS: dict[str, Complaint] = {
    "__init__() missing 1 required positional argument: 'owner'": Missing("__init__", ("owner",)),
    "Cart.__init__() missing 1 required positional argument: 'owner'": Missing(
        "Cart.__init__", ("owner",)
    ),
    "f() missing 3 required positional arguments: 'a', 'b', and 'c'": Missing("f", ("a", "b", "c")),
    "Cart.add() missing 1 required keyword-only argument: 'price'": Missing(
        "Cart.add", ("price",), by_keyword=True
    ),
    "o.<locals>.inner() missing 1 required positional argument: 'x'": Missing(
        "o.<locals>.inner", ("x",)
    ),
    "open() missing required argument 'file' (pos 1)": Missing("open", ("file",)),
    "f() got an unexpected keyword argument 'bb'": Unexpected("f", "bb"),
    "f() got an unexpected keyword argument 'bb'. Did you mean 'b'?": Unexpected("f", "bb", "b"),
    "'x' is an invalid keyword argument for print()": Unexpected("print", "x"),
    "f() takes 2 positional arguments but 3 were given": Surplus("f", 2, 3),
    "f() takes from 1 to 2 positional arguments but 3 were given": Surplus("f", 2, 3),
    "f() takes 0 positional arguments but 1 was given": Surplus("f", 0, 1),
    "h() takes 1 positional argument but 2 positional arguments (and 1 keyword-only argument)"
    " were given": Surplus("h", 1, 2),
    "len() takes exactly one argument (2 given)": Surplus("len", 1, 2),
    "split() takes at most 2 arguments (3 given)": Surplus("split", 2, 3),
    "str.upper() takes no arguments (1 given)": Surplus("str.upper", 0, 1),
    "pop expected at most 1 argument, got 2": Surplus("pop", 1, 2),
    "Plain() takes no arguments": Surplus("Plain", -1, 0),
    "f() got multiple values for argument 'a'": Twice("f", "a"),
    "g() got some positional-only arguments passed as keyword arguments: 'a, b'": Unnamed(
        "g", ("a", "b")
    ),
    "list.append() takes no keyword arguments": Unnamed("list.append", ()),
    "Can't instantiate abstract class Payer with abstract method pay": Abstract("Payer"),
    "Can't instantiate abstract class Payer with abstract methods a, b": Abstract("Payer"),
    "Can't instantiate abstract class Payer without an implementation for abstract method 'pay'": (
        Abstract("Payer")
    ),
    "must be absolute import path string, not 'charge'": NoPath("charge"),
    "'module' object is not callable": Unfit("module", "callable"),
    "'module' object is not callable. Did you mean: 'datetime.datetime(...)'?": Unfit(
        "module", "callable"
    ),
    "'int' object is not iterable": Unfit("int", "iterable"),
    "cannot unpack non-iterable int object": Unfit("int", "iterable"),
    "object of type 'int' has no len()": Unfit("int", "iterable"),
    "expected string or bytes-like object": Wanted("string"),
    "expected string or bytes-like object, got 'int'": Wanted("string"),
    "sequence item 0: expected str instance, int found": Wanted("str"),
    "a bytes-like object is required, not 'str'": Wanted("bytes"),
    "unsupported operand type(s) for +: 'int' and 'str'": Other(),
}
ATTRIBUTE_ERRORS: dict[str, Complaint] = {
    "'Cart' object has no attribute 'totl'": NoAttribute("Cart", "totl", of_value=True),
    "'Cart' object has no attribute 'b' and no __dict__ for setting new attributes": NoAttribute(
        "Cart", "b", of_value=True
    ),
    "type object 'Cart' has no attribute 'totl'": NoAttribute("Cart", "totl"),
    "type object 'datetime.datetime' has no attribute 'x'": NoAttribute("datetime.datetime", "x"),
    "module 'json' has no attribute 'lods'": NoAttribute("json", "lods"),
    "'types.SimpleNamespace' object has no attribute 'x'": NoAttribute(
        "types.SimpleNamespace", "x", of_value=True
    ),
    "PINK": NoAttribute("", "PINK"),
    "'module' object at shop.cart has no attribute 'x'": NoAttribute("shop.cart", "x"),
    "'type' object at shop.cart.Cart has no attribute 'x'": NoAttribute("shop.cart.Cart", "x"),
    "<module 'shop.cart' from '/a b/cart.py'> has no attribute 'x'": NoAttribute("shop.cart", "x"),
    "<module 'shop.cart' from '/cart.py'> does not have the attribute 'x'": NoAttribute(
        "shop.cart", "x"
    ),
    "<class 'shop.cart.Cart'> has no attribute 'x'": NoAttribute("shop.cart.Cart", "x"),
    "can't set attribute": Other(),
    "property 'total' of 'Cart' object has no setter": Other(),
}
IMPORT_ERRORS: dict[str, Complaint] = {
    "No module named 'nope'": NoModule("nope"),
    "No module named 'keyword.nope'; 'keyword' is not a package": NoModule("keyword.nope"),
    "import error in json.nope: No module named 'json.nope'": NoModule("json.nope"),
    "cannot import name 'lods' from 'json' (/lib/json/__init__.py)": NotInModule("json", "lods"),
    "cannot import name 'a' from partially initialized module 'shop.b' (most likely due to a"
    " circular import) (/b.py)": NotInModule("shop.b", "a"),
    "import of shop halted; None in sys.modules": Other(),
}
NAME_ERRORS: dict[str, Complaint] = {
    "name 'cart' is not defined": NoName("cart"),
    "name 'cart' is not defined. Did you mean: 'Cart'?": NoName("cart"),
    "free variable 'later' referenced before assignment in enclosing scope": Other(),
    "cannot access free variable 'later' where it is not associated with a value in enclosing"
    " scope": Other(),
}
KINDS: dict[str, dict[str, Complaint]] = {
    "TypeError": TYPE_ERRORS,
    "AttributeError": ATTRIBUTE_ERRORS,
    "ImportError": IMPORT_ERRORS,
    "ModuleNotFoundError": IMPORT_ERRORS,
    "NameError": NAME_ERRORS,
    "Failed": {
        "DID NOT RAISE <class 'ValueError'>": NotRaised(),
        "DID NOT RAISE ValueError": NotRaised(),
        "fixture 'mocker' not found": NoFixture("mocker"),
    },
    "UnboundLocalError": {"cannot access local variable 'x' where it is not": Other()},
    "KeyError": {"'a'": Other()},
    "AssertionError": {"": Asserted(), "assert 1 == 2": Asserted()},
    "SyntaxError": {"'(' was never closed (<setup>, line 1)": Unparsed()},
    "IndentationError": {"unexpected indent (<setup>, line 1)": Unparsed()},
}


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [(kind, message, said) for kind, table in KINDS.items() for message, said in table.items()],
)
def test_a_message_says_what_is_wrong(kind: str, message: str, said: Complaint) -> None:
    assert complaint(kind, message) == said


def test_no_more_of_a_message_is_read_than_its_limit() -> None:
    assert complaint("TypeError", "x" * MESSAGE_MAX + "'int' object is not iterable") == Other()


def test_the_texts_that_a_message_quotes_are_told_once() -> None:
    assert mentioned("'a' is none of 'b', \"c d\" and 'a'") == ("a", "b", "c d")
