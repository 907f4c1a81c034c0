"""How right is gaitcue? ``python -m validation`` runs it on everything whose truth is known: docs/validation.md."""
