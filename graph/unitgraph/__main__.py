"""``python -m unitgraph``: the command line."""

from unitgraph.cli import main

if __name__ == "__main__":
    main()
