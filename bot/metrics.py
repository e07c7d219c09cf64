"""Count what the bot does, for Prometheus: numbers alone, never a word of a reader's or a chat's number."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from retrieval.domain.reply import Answer, Reply
from retrieval.domain.stages import Stage

# Seconds; a question takes some tenths of a second, a page with a hundred statements a few.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# The whole answer, beside its stages.
ANSWER = "answer"


class Metrics:
    """The counts of one process, in a registry of their own.

    What is counted as it happens has a method; what the store knows is a gauge, set before it is read.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._updates = self._counter("updates", "Updates of Telegram that were handled.", "kind")
        self._answers = self._counter("answers", "Questions answered; degree is sure or hedged.", "kind", "degree")
        self._refusals = self._counter("refusals", "Questions not answered, small talk among them.", "reason")
        self._seconds = Histogram(
            "onrecord_question_seconds", "Seconds that a stage of answering took; “answer” is the whole.",
            ["stage"], buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._queues = self._gauge("queue_length", "What waits in a queue of this process.", "queue")
        self._deliveries = self._gauge("outbox_deliveries", "Deliveries in the outbox.", "state")
        self._feeds = self._gauge("feeds", "Followed feeds; health is ok, failing or paused.", "health")
        self._lag = self._gauge("index_lag_passages", "Passages that are stored, but cannot be found yet.", "index")

    def updated(self, kind: str) -> None:
        """Count an update that was handled."""
        self._updates.labels(kind).inc()

    def replied(self, reply: Reply, seconds: float, stages: Mapping[Stage, float]) -> None:
        """Count a reply to a question, with how many seconds it took and how many each stage."""
        if isinstance(reply, Answer):
            self._answers.labels(reply.question.kind.value, "hedged" if reply.hedged else "sure").inc()
        else:
            self._refusals.labels(reply.reason.value).inc()
        self._seconds.labels(ANSWER).observe(seconds)
        for stage, took in stages.items():
            self._seconds.labels(stage.value).observe(took)

    def measured(
        self,
        *,
        queues: Mapping[str, int],
        deliveries: Mapping[str, int],
        feeds: Mapping[str, int],
        lag: int | None,
    ) -> None:
        """Set the gauges to what is so now; a state that is not named has nothing in it."""
        for gauge, counts in ((self._queues, queues), (self._deliveries, deliveries), (self._feeds, feeds)):
            gauge.clear()
            for name, count in counts.items():
                gauge.labels(name).set(count)
        self._lag.clear()
        if lag is not None:
            self._lag.labels("meaning").set(lag)

    def unmeasured(self) -> None:
        """Drop the gauges' values: what they were is no longer known."""
        self.measured(queues={}, deliveries={}, feeds={}, lag=None)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, help_: str, *labels: str) -> Counter:
        return Counter(f"onrecord_{name}", help_, labels, registry=self._registry)

    def _gauge(self, name: str, help_: str, *labels: str) -> Gauge:
        return Gauge(f"onrecord_{name}", help_, labels, registry=self._registry)
