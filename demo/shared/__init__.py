"""What every tab is made with: components whose scripts are modules, and what those share.

Imports nothing of `demo`.
"""
