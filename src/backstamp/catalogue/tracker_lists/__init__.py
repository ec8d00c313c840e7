"""Lists of trackers that others publish: read into rules, and kept in the user's own folder. None comes with us."""
