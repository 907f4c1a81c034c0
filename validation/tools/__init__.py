"""What the sections share: storing, drawing clips, plots, tables, targets, the peer's program."""
