"""What HTTP asks of every address: bodies, negotiation, errors, headers, templates."""
