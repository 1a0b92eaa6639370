"""ports.Store in memory."""


class MemoryStore:
    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        text = self.files.get(name)
        # A lone surrogate stands for a byte that is no UTF-8.
        return None if text is None else text.encode("utf-8", "surrogateescape").decode()

    def write(self, name: str, text: str) -> None:
        self.files[name] = text

    def append(self, name: str, line: str) -> None:
        text = self.files.get(name, "")
        torn = "\n" if text and not text.endswith("\n") else ""
        self.files[name] = f"{text}{torn}{line}\n"

    def delete(self, name: str) -> None:
        for known in list(self.files):
            if known == name or known.startswith(f"{name}/"):
                del self.files[known]

    def names(self, folder: str) -> tuple[str, ...]:
        top = f"{folder}/"
        return tuple(sorted(n.removeprefix(top) for n in self.files if n.startswith(top)))
