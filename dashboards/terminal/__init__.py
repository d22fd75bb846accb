"""What the command line prints: the same results as the site's, for a terminal or a script."""
