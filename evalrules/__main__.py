"""`python -m evalrules`: the command line."""

from evalrules.cli import main

if __name__ == "__main__":
    main()
