"""SMPP 3.4, and what 5.0 may add, without input or output.

Sections named in this package are those of "Short Message Peer to Peer Protocol Specification
v3.4", issue 1.2. Of use on its own:

- ``numbers``: commands, types of number, states and flags by name;
- ``status``: what a command status means and what to do about it, as data;
- ``tlvs``: optional parameters, named and typed, unknown ones kept;
- ``pdus`` and ``codec``: every PDU as a value, and as octets;
- ``fast``: the few PDUs of which there are millions;
- ``stream``: PDUs out of a stream of octets;
- ``session``: both sides of a connection as a state machine;
- ``receipts``, ``ids``, ``times``, ``texts``: what carriers write into the fields.

Two kinds of error: ``Misuse`` is ours (a caller asked for what cannot be written), ``PeerFault``
is the other side's, and holds the status to answer with.
"""
