"""Own SVG: charts, figures, scores."""
