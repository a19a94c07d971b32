"""From a source to a store: builds, and what people must decide first."""
