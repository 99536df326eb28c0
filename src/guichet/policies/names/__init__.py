"""Names a tenant sends under: asked for with a proof, decided by the platform."""
