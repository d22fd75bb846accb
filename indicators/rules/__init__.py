"""General rules by which figures are judged before they are kept. No rule names an area, publisher
or indicator; `indicators.check` lists them and applies them all.
"""
