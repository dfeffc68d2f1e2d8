"""`python -m evalrules`: the command line."""

from evalrules.cli import command

if __name__ == "__main__":
    command()
