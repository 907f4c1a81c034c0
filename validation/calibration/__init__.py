"""What writes data that the package ships: detector errors, repeatability, the change rule."""
