"""Names of the kinds of jobs."""

DEMO, PROXY, ANALYZE = "demo", "proxy", "analyze"
