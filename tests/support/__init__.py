"""Made-up runners, people, runs and models that several rooms' tests share."""
