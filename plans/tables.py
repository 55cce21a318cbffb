"""What the tables are called that a plan can carry: the floor that prints them fills this in."""

# The name of a table in the catalogue → its title.
NAMES: dict[str, str] = {}
