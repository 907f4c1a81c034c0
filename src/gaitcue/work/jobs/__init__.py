"""Long work in the background: a queue in the record, worker processes, progress, stopping, going on after a crash."""
