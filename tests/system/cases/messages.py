"""Programs of many environments that work together by messages: matmul, series, primes.

Their results are checked against what is computed here.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace
from fractions import Fraction
from math import factorial

from cases.lab import LOCKING_SUFFIX
from harness.case import DIRECT, Case

TERMS = 12
DEGREE = 2 * TERMS

Series = list[Fraction]


def product(a: Series, b: Series) -> Series:
    return [sum((a[k] * b[n - k] for k in range(n + 1)), Fraction(0)) for n in range(DEGREE)]


def substitute(f: Series, g: Series) -> Series:
    """f(g) by Horner's rule; g begins with 0."""
    result = [Fraction(0)] * DEGREE
    for coefficient in reversed(f):
        result = product(result, g)
        result[0] += coefficient
    return result


def polynomial(*coefficients: int) -> Series:
    return [Fraction(c) for c in coefficients] + [Fraction(0)] * (DEGREE - len(coefficients))


SIN = [Fraction((0, 1, 0, -1)[n % 4], factorial(n)) for n in range(DEGREE)]
EXP = [Fraction(1, factorial(n)) for n in range(DEGREE)]
CATALAN = [Fraction(factorial(2 * n), factorial(n) * factorial(n + 1)) for n in range(DEGREE)]


def shown(series: Series) -> str:
    """As the program prints the first terms that are not 0."""
    text = ""
    for power, coefficient in [(n, c) for n, c in enumerate(series) if c != 0][:TERMS]:
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} " if text else "-" * (coefficient < 0)
        number = str(abs(coefficient))
        text += {0: number, 1: "x"}.get(power, f"x^{power}") if number == "1" or power == 0 \
            else f"{number} x" + (f"^{power}" if power > 1 else "")
    return text


def literal(text: str) -> str:
    return "".join("\\" + c if c in "^+*()." else c for c in text)


FORMULAS = {
    "sin(x + x^3)": shown(substitute(SIN, polynomial(0, 1, 0, 1))) + " + ...",
    "exp(sin(x))": shown(substitute(EXP, SIN)) + " + ...",
    "rev(x - x^2)": shown([Fraction(0)] + CATALAN[:-1]) + " + ...",
    "(sin(x)^2 + 1 - x) * (2 - x)": shown(product(
        [s + p for s, p in zip(product(SIN, SIN), polynomial(1, -1))], polynomial(2, -1))) + " + ...",
    "1/(1 - x - x^2) - x*x": shown([
        Fraction(c) for c in (1, 1, 1, 3, 5, 8, 13, 21, 34, 55, 89, 144) + (0,) * (DEGREE - 12)]) + " + ...",
    "derivative((1 - x)^4)": "-4 + 12 x - 12 x^2 + 4 x^3",
}

MISTAKES = {
    "1/x": "a divisor begins with 0",
    "exp(1 + x)": "the argument of a function does not begin with 0",
    "sinus(x)": r"\^ there is no function of this name",
    "(1 + x": r"\^ a parenthesis is not closed",
    "x^65": r"\^ this number is too large",
    "1/(1-x) - 1/(1-x)": "no further terms are to be found",
}

PLACES = [(cpus, locking) for locking in LOCKING_SUFFIX for cpus in (1, 2, 4)]


def place(cpus: int, locking: str) -> str:
    return f"on {cpus} CPU{'s' if cpus > 1 else ''}{LOCKING_SUFFIX[locking]}"


CASES = [
    Case(f"series works out {formula.replace('/', ' over ')}", init=(f"series {formula}",), words=("quiet",),
         expect=(f"^{literal(formula)} = {literal(result)}$",))
    for formula, result in FORMULAS.items()
] + [
    Case(f"series says what is wrong with {formula.replace('/', ' over ')}", init=(f"series {formula}",), words=("quiet",),
         expect=(f"{message}$",))
    for formula, message in MISTAKES.items()
] + [
    Case(f"series by many environments {place(cpus, locking)}", init=("series sin(x + x^3)",),
         machine=replace(DIRECT, cpus=str(cpus)), locking=locking,
         expect=(literal(FORMULAS["sin(x + x^3)"]) + "$",), timeout_s=180)
    for cpus, locking in PLACES
] + [
    # The operators of the formula, and those that sin and ^ stand for: without the rest of a series within another.
    Case(f"series makes no environment before a term asks for it, {place(cpus, 'fine')}", init=("series -n 1 sin(x + x^3)",),
         machine=replace(DIRECT, cpus=str(cpus)), expect=(("new env 0000100c$", r"= x \+ \.\.\.$"),),
         forbid=("new env 0000(?!100[0-9a-c])",))
    for cpus in (1, 4)
] + [
    Case(f"series ends environments as soon as nobody reads them, {place(cpus, 'fine')}", init=("series -n 4 sin(x + x^3)",),
         machine=replace(DIRECT, cpus=str(cpus)),
         expect=((r"free env 0000100\w$", r"new env 0000200\w$", r"= x \+ 5/6 x\^3 - 59/120 x\^5 - 2311/5040 x\^7 \+ \.\.\.$"),),
         forbid=("= x(?s:.*)free env (?!00001000)",))
    for cpus in (1, 4)
] + [
    Case(f"a grid multiplies matrices {place(cpus, locking)}", init=(f"matmul {n} {cpus}",), words=("quiet",),
         machine=replace(DIRECT, cpus=str(cpus)), locking=locking,
         expect=(f"^matmul: {n} by {n}, by {n * n + 4 * n} environments: right$",), timeout_s=180)
    for (cpus, locking), n in zip(PLACES, (1, 16, 16, 16, 5, 16))
] + [
    Case("grids of every size multiply matrices at the same time", init=tuple(f"matmul {n} {n}" for n in range(1, 17)),
         words=("quiet",), expect=tuple(f"matmul: {n} by {n}, by {n * n + 4 * n} environments: right$" for n in range(1, 17)),
         timeout_s=180),
] + [
    Case(f"{program} ended half-way leaves nothing under {policy}, {place(cpus, locking)}",
         init=(f"killcheck {program} {arguments}",), words=(f"sched={policy}", "quiet"),
         machine=replace(DIRECT, cpus=str(cpus)), locking=locking,
         expect=("killcheck: passed$",), timeout_s=180)
    for program, arguments in (("matmul", "9"), ("series", "sin(x + x^3)"), ("primes", "500"), ("workers", "3000 3"))
    for policy, cpus, locking in (("lottery", 1, "fine"), ("prio", 2, "big"), ("rr", 4, "fine"), ("stride", 4, "big"))
]
