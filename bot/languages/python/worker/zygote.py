"""The warm interpreter: `python zygote.py CONFIG`, JSON lines on standard input and output.

With a second argument, the path of an order, it is one spawned trial instead.
The folder's modules are loaded as a package of an unlikely name and the folder
itself leaves sys.path, so that nothing of ours can stand in for a module of the subject.
"""

import importlib
import importlib.util
import os
import sys

PACKAGE = "_missions_worker"


def load_package(folder: str) -> None:
    """Make the worker's modules importable as PACKAGE, and only so."""
    sys.path[:] = [path for path in sys.path if os.path.realpath(path or ".") != folder]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"the worker's folder is not complete: {folder}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


def main() -> None:
    """Serve until the host closes the pipe, or do the one ordered trial."""
    load_package(os.path.dirname(os.path.realpath(__file__)))
    service = importlib.import_module(PACKAGE + ".service")
    _, config, *order = sys.argv
    if order:
        service.do_order(config, order[0])
    else:
        service.serve(config, os.path.realpath(__file__))


if __name__ == "__main__":
    main()
