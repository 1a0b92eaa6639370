"""Coverage missions: bring every file of a repository to its coverage target, with proven tests."""
