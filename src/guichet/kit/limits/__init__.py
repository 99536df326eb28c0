"""How much one caller may ask for in a window of time, counted over all processes.

The count is in the database, where every process sees it; each process takes a twentieth of the
limit at a time and spends it in memory. So a limit is never exceeded however many processes
serve, and costs one small write for every twentieth of it.
"""
