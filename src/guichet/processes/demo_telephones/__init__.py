"""The page that shows the demo's telephones, at ``/demo/telephones``, in demo mode only: texts
arrive as the simulated carrier takes them, and what is typed goes back through it.
"""
