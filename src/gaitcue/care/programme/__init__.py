"""The programme: stages, what opens them, and how the diary moves a person through them."""
