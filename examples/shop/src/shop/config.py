"""Settings, from a TOML file and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path

from shop.money import CURRENCIES

try:
    import tomllib
except ImportError:  # before Python 3.11
    try:
        import tomli as tomllib
    except ImportError:
        tomllib = None

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class ConfigError(ValueError):
    pass


@dataclass(frozen=True)
class Settings:
    currency: str = "EUR"
    store: str = "orders.json"
    vat_percent: int = 19
    express: bool = False

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ConfigError(f"unknown currency {self.currency!r}")
        if not 0 <= self.vat_percent < 100:
            raise ConfigError(f"vat_percent must be 0 to 99, got {self.vat_percent}")


def parse_bool(text: str) -> bool:
    """Read yes or no.

    >>> parse_bool(" Yes "), parse_bool("off")
    (True, False)
    """
    word = text.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ConfigError(f"neither yes nor no: {text!r}")


def _convert(name: str, value, kind):
    if isinstance(value, str):
        if kind is bool or kind == "bool":
            return parse_bool(value)
        if kind is int or kind == "int":
            try:
                return int(value)
            except ValueError:
                raise ConfigError(f"{name} must be a number, got {value!r}") from None
    return value


def from_mapping(values, base: Settings = Settings()) -> Settings:
    """Overlay values on settings; unknown names are errors, with a guess at what was meant."""
    kinds = {f.name: f.type for f in fields(Settings)}
    changes = {}
    for name, value in values.items():
        key = name.replace("-", "_")
        if key not in kinds:
            near = [known for known in kinds if known.startswith(key[:3])]
            hint = f", did you mean {near[0]}?" if near else ""
            raise ConfigError(f"unknown setting {name!r}{hint}")
        changes[key] = _convert(name, value, kinds[key])
    return replace(base, **changes)


def load(path="shop.toml", env=None) -> Settings:
    """Read the file's [shop] table, if there is one; SHOP_* variables win over it."""
    settings = Settings()
    file = Path(path)
    if file.is_file():
        if tomllib is None:
            raise ConfigError("reading TOML needs Python 3.11 or the tomli package")
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{file.name}: {error}") from error
        settings = from_mapping(table.get("shop", {}), settings)
    env = os.environ if env is None else env
    given = {key[5:].lower(): value for key, value in env.items() if key.startswith("SHOP_")}
    return from_mapping(given, settings)
