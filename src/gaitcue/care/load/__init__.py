"""How much, how steep and how fast: guards against doing too much more at once, and ladders back to it."""
