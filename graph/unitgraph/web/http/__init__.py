"""HTTP for every address: bodies, content negotiation, errors, headers, templates."""
