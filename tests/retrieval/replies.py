"""Check in tests what kind of reply a question got."""

from __future__ import annotations

from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply


def shown(reply: Reply) -> list[Excerpt]:
    assert isinstance(reply, Answer), reply
    for e in reply.excerpts:
        assert e.text == e.article.text[e.span.start : e.span.end]
    return list(reply.excerpts)


def articles(reply: Reply) -> list[str]:
    return [e.article.id for e in shown(reply)]


def refused(reply: Reply, reason: RefusalReason) -> Refusal:
    assert isinstance(reply, Refusal), [e.text for e in reply.excerpts]
    assert reply.reason is reason
    return reply
