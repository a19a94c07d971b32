"""What any program needs of its machine: errors, whole files, sorting on disk, memory, resources, display."""
