"""One folder per channel; nobody imports them; the registry mounts them."""
