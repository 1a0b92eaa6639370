"""A conftest of a project whose environment has no Hypothesis."""

NO_SUCH_MODULE = """\
import sys


class Missing:
    def find_spec(self, name, *_):
        if name == "hypothesis":
            raise ModuleNotFoundError("No module named 'hypothesis'", name=name)


for name in [one for one in sys.modules if one.partition(".")[0] == "hypothesis"]:
    del sys.modules[name]
sys.meta_path.insert(0, Missing())
"""
