"""Carriers and the routes to them: which there are, which may carry what, who holds their binds.

``service`` keeps them; ``choosing`` decides which may take a message; ``runner`` opens the links of
the one process that carries; ``standing`` is what that process knows of all routes.
"""
