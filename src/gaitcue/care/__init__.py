"""The person over time: diary, tests, treatments and programme; entries by date in, a state with its reasons out."""
