"""Result folders: what gaitcue wrote, and nothing else, is replaced, all at once or not at all."""
