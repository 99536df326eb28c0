"""Who gets what, and when: one pure engine for all media.

``Router.apply(event)`` takes what happened and gives what is to be done. It has no clock (each
event carries its instant, ``Tick`` tells that time passed, ``Router.next_due`` when to tell it),
no chance and no input or output: the same events give the same decisions, always.

*Order.* A request's rank is its age plus its priority and its queue's, in minutes. All grow at
the same pace, so the order is that of ``since - priority``, which never changes: nothing can be
overtaken for ever by what comes later. An agent's preference for a queue counts as age too.

*Match.* Of all pairs of a request and an agent who may have it now, the one with the oldest rank
comes first; among its agents, the one whose skills fit best, then the longest idle. When an event
is done, no pair is left.
"""

from guichet.routing.engine.router import Router

__all__ = ["Router"]
