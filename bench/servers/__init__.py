"""Real servers of language models, for tests and benchmarks: fetched, built, started, stopped."""
