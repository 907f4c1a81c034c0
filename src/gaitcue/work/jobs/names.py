"""Names of the kinds of jobs."""

DEMO, PROXY, ANALYSE = "demo", "proxy", "analyse"
