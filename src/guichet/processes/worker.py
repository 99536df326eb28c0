"""The ``worker`` role: the event relay and background jobs."""

from guichet.agents.following import MemberFollower
from guichet.campaigns.results.answers import AnswerFollower
from guichet.campaigns.results.following import ResultsFollower
from guichet.gateway.mass.following import Post, SendingFollower
from guichet.hooks.alarms import HookAlarms
from guichet.hooks.deliveries.runner import Teller
from guichet.hooks.following import HookFollower
from guichet.hooks.outside import Outside
from guichet.hooks.receipts import ReceiptFollower
from guichet.insight.figures.counter import FiguresCounter
from guichet.kit.events.consumers import ConsumerRunner
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.ground import Ground
from guichet.kit.jobs.catalogue import discover
from guichet.kit.jobs.runner import JobRunner
from guichet.kit.mail.postman import Nowhere, Postman
from guichet.kit.mail.smtp import SmtpSender
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part
from guichet.processes.triggers.following import EventFollower


def parts(foundation: Foundation, feed: EventFeed) -> list[Part]:
    """Background parts of the role. Any number of processes may have them: one relay leads."""
    ground = foundation.ground
    system_url = foundation.roles.url(foundation.owner_url, "system")
    relay = Relay(system_url, foundation.bus, foundation.ground.ids)
    jobs = JobRunner(system_url, foundation.ground, discover())
    counter = FiguresCounter(ground.clock, ground.ids)
    members = MemberFollower(ground.clock, ground.ids)
    hooks = HookFollower(ground.clock, ground.ids)
    settings = ground.settings
    post = Post(ground.outbox, settings.base_url, settings.operator_tenant)
    sending = SendingFollower(ground.clock, ground.ids, post)
    triggers = EventFollower(ground.clock, ground.ids)
    answers = AnswerFollower(ground.clock, ground.ids)
    hearing = (counter, members, sending, hooks, answers, triggers)
    followers = [each.consumer() for each in hearing]
    consumers = ConsumerRunner(ground.system_db, feed, ground.clock, ground.ids, followers)
    receipts = ReceiptFollower(ground.system_db.transaction, ground.clock, ground.ids)
    results = ResultsFollower(ground.system_db.transaction, ground.clock, ground.ids)
    fixed = [
        Part("relay", relay.run),
        Part("jobs", jobs.run),
        Part("consumers", consumers.run),
        Part("hooks", _teller(ground).run),
        Part("receipts for hooks", receipts.run),
        Part("results of campaigns", results.run),
    ]
    return [*fixed, *_postman(foundation.ground)]


def _teller(ground: Ground) -> Teller:
    """Tells hooks; its connections live as long as it runs."""
    settings = ground.settings
    alarms = HookAlarms(ground.clock, ground.ids, ground.outbox, settings.base_url)
    across, wire = ground.system_db.transaction, Outside.of(ground).wire()
    return Teller(across, ground.clock, ground.cipher, wire, alarms.switch_off)


def _postman(ground: Ground) -> list[Part]:
    """Without an SMTP server mails wait in the outbox; the demo reads them there."""
    settings, keep = ground.settings, ground.settings.demo
    if not keep and settings.smtp_url is None:
        return []
    sender = Nowhere() if keep else SmtpSender(settings.smtp_url or "", settings.mail_from)
    postman = Postman(ground.system_db, ground.outbox, sender, ground.clock, keep=keep)
    return [Part("postman", postman.run)]
