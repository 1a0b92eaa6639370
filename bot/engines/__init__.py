"""Who proposes situations: search, solver, model."""
