"""The solver's interpreter: `python program.py CONFIG SOLVER_CONFIG`, JSON lines in and out.

As the worker's zygote does, it loads the worker's folder as a package of an
unlikely name, so that nothing of ours can stand in for a module of the subject.
"""

import importlib
import importlib.util
import os
import sys

PACKAGE = "_missions_worker"


def load_package(folder: str) -> None:
    """Make the worker's modules importable as PACKAGE, and only so."""
    own = os.path.join(folder, "solving")
    sys.path[:] = [path for path in sys.path if os.path.realpath(path or ".") != own]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"the worker's folder is not complete: {folder}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


def main() -> None:
    """Serve until the host closes the pipe."""
    load_package(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    service = importlib.import_module(PACKAGE + ".solving.service")
    _, config, solver_config = sys.argv
    service.serve(config, solver_config)


if __name__ == "__main__":
    main()
