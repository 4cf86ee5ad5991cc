# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What a bench prints: both sides, their ratio, the target; counts the targets that are missed."""


class Table:
    def __init__(self, left, right="peer"):
        self.missed = 0
        print(f"{'':46} {left:>12} {right:>12} {'ratio':>8}  target")

    def line(self, what, left, right, target=None, at_most=False):
        ratio = left / right if right else float("nan")
        verdict = ""
        if target is not None:
            met = ratio <= target if at_most else ratio >= target
            self.missed += not met
            verdict = f"{'≤' if at_most else '≥'} {target}  {'met' if met else 'MISSED'}"
        print(f"{what:46} {left:12,.0f} {right:12,.0f} {ratio:8.2f}  {verdict}", flush=True)

    def limit(self, what, value, target):
        met = value <= target
        self.missed += not met
        print(f"{what:46} {value:12,.2f} {'':12} {'':8}  ≤ {target}  {'met' if met else 'MISSED'}",
              flush=True)

    def note(self, what, text):
        print(f"{what:46} {text}", flush=True)
