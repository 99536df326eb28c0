"""PostgreSQL: kinds of table, sessions under three roles, security, migrations, partitions."""
