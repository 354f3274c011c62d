"""What can go wrong on order: what a user may say about it, and the fault of a world it becomes."""
