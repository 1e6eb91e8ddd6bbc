"""The system tests' machinery: what a case is, running one, judging what it printed.

SPDX-License-Identifier: MIT
"""
