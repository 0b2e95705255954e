"""Small statistics without a library."""

from math import sqrt


def mean(values):
    return sum(values) / len(values)


def spread(values):
    """The standard deviation of a sample."""
    middle = mean(values)
    squares = [(value - middle) ** 2 for value in values]
    return sqrt(sum(squares) / (len(values) - 1))


if __name__ == "__main__":
    print(spread([2, 4, 4, 4, 5, 5, 7, 9]))
