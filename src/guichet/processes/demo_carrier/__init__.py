"""The demo's own mobile operator: a simulated carrier on a free port of this machine, and all a
company needs to send by it. In demo mode only.
"""
