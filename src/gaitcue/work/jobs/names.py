"""Names of the kinds of jobs."""

DEMO, PROXY, ANALYZE, JUDGE, BACKUP = "demo", "proxy", "analyze", "judge", "backup"
