"""The benchmark: our engines and their peers on public packages, measured by others' tools."""
