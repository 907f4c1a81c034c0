"""Finding the person: who is in the picture, who of them runs, where and which way."""
