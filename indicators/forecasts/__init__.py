"""Projection methods that compete in the backtest, what each is given, and how each is scored."""
