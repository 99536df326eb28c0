"""Cards of one person made one, and apart again."""
