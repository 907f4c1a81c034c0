"""Names of the kinds of jobs."""

DEMO, PROXY, ANALYZE, JUDGE = "demo", "proxy", "analyze", "judge"
