"""What a line says, with its evidence: entries, unit paths, countries, rulings."""
