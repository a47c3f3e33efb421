"""Origins: on whose word a claim finally rests, and on how many independent ones."""
