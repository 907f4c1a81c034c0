"""How the pages say whether an aim was reached."""


def yes(reached: bool) -> str:
    return "yes" if reached else "**no**"
