"""Looking: a crop is shown to a pose model, and what it says becomes points."""
