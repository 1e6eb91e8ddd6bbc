"""What scripts/run, test, cc and debug have in common. Python's standard library only.

SPDX-License-Identifier: MIT
"""
