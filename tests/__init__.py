"""The project's tests. They prove rules on real SQLite and PostgreSQL, real HTTP on loopback and real SMTP."""
