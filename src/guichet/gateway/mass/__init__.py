"""What is sent in mass: accepted in groups, leased in chunks, its outcomes appended.

``accepting`` commits and answers; ``feeding`` leases chunks and asks what may go; ``depot`` hands
parcels to the links and takes what became of them; ``writing`` appends that, a group at a time.
"""
