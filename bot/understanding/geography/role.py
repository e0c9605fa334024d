# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose place a name is: the writer's home, where the writer comes from, a relative's, or another that is named."""

from __future__ import annotations

from enum import IntEnum

from .mentions import Mention
from .reading import Text, listed


class Role(IntEnum):
    """Whose place it is; the order is that of the answer."""

    CORRECTED = -1  # "Lodi, anzi no a X"
    HOME = 0  # "abito a X"
    FROM = 1  # "sono di X", "abito vicino a X", a signature
    THEIRS = 2  # "mia madre abita a X": where the help is wanted, if nobody else's place is told
    OTHER = 3  # work, school, a hospital


FAR, CLOSE = 12, 4
"""Words before a name in which a cue is looked for; in which those are that count only close to it."""

_HOME, _FROM = listed("cues", "home"), listed("cues", "from")
_THEIR, _OTHER = listed("cues", "their"), listed("cues", "other")
_FAINT, _CLOSE, _NEARNESS = listed("faint"), listed("close"), listed("nearness")
_OF, _AT, _IN, _STRONG = listed("of"), listed("at"), listed("in"), listed("prepositions", "strong")
_JOINING, _NOT, _PARTICLES, _SELF = listed("joining"), listed("not"), listed("particles"), listed("self")
_MOVING, _STAYING, _NOT_STAYING = listed("moving"), listed("staying"), listed("not_staying")
_HOUSE, _OTHERS, _PARENTS = listed("home_nouns"), listed("others"), listed("parents")
_BEING, _COMING, _FIRMS, _EMPLOYED = (
    listed("being"),
    listed("coming"),
    listed("firm_words"),
    listed("employed"),
)
_ARTICLES, _ONE, _OWN = listed("articles"), listed("one"), listed("possessives")
_INSTEAD = listed("instead")
_LINKS, _AFTER_HOME, _AFTER_OTHER = listed("after_links"), listed("after", "home"), listed("after", "other")


def role(text: Text, mention: Mention, previous: Mention | None) -> Role | None:
    """Whose place it is, by the nearest cue; ``None`` if denied. ``previous``: the place before it."""
    before, two_before = text.before(mention.start), text.before(mention.start - 1)
    if before in _NOT or (before in _STRONG and two_before in _NOT):
        return None
    if two_before in _SELF and (before in _OF or before in _STRONG):
        return Role.HOME  # "i figli sono a Y e io a X"
    if previous is not None and any(text.word(at) in _INSTEAD for at in range(previous.end, mention.start)):
        return Role.CORRECTED
    after = _said_after(text, mention)
    if after is not None:
        return after
    if _signed(text, mention, previous):
        return Role.FROM
    return _by_cue(text, mention, previous)


def _said_after(text: Text, mention: Mention) -> Role | None:
    """ "X, dove abito"."""
    for at in range(mention.end, mention.end + 3):
        if text.ends_before(at):
            return None
        if text.word(at) in _LINKS:
            following = (text.word(at + 1), text.word(at + 2))
            if any(word in _AFTER_HOME for word in following):
                return Role.HOME
            if any(word in _AFTER_OTHER for word in following):
                return Role.OTHER
    return None


def _signed(text: Text, mention: Mention, previous: Mention | None) -> bool:
    """Whether a message ends with the name alone, as people sign it; not the last of several names."""
    listing = previous is not None and previous.end == mention.start
    return mention.end == len(text) and not text.joined(mention.start) and not listing


def _by_cue(text: Text, mention: Mention, previous: Mention | None) -> Role | None:
    faint = Role.OTHER
    for at in range(mention.start - 1, max(-1, mention.start - FAR), -1):
        if text.ends_before(at + 1):
            break
        here = _cue(text, at, mention)
        if here is None:
            continue
        if text.word(at) in _FAINT:
            faint = min(faint, here)
        elif here < Role.THEIRS and _denied(text, at):
            return Role.HOME if previous and previous.start > at else None
        else:
            return _shared(text, at, mention, here, previous)
    return faint


def _denied(text: Text, at: int) -> bool:
    """ "non abito", "non ci abito"."""
    back = at - 1 if text.before(at) in _PARTICLES else at
    return text.before(back) in _NOT


def _cue(text: Text, at: int, mention: Mention) -> Role | None:
    word, before = text.word(at), text.before(mention.start)
    if word in _CLOSE and mention.start - at > CLOSE:
        return None
    if word in _OTHER:
        both = text.word(at - 1) in _JOINING and text.word(at - 2) in _HOME  # "vivo e lavoro a X"
        return Role.HOME if both else Role.OTHER
    if word in _HOME:
        return _home(text, at, before)
    if word in _THEIR:
        return Role.THEIRS
    return _from(text, at, before) if word in _FROM else None


def _home(text: Text, at: int, before: str) -> Role | None:
    word = text.word(at)
    if word in _STAYING and text.word(at + 1) in _NOT_STAYING:
        return None  # "sto cercando"
    if word in _MOVING:
        return Role.HOME if before in _IN else Role.OTHER  # "da X a Y"
    if word not in _HOUSE:
        return Role.HOME
    if before not in _IN:
        return None
    owners = (text.word(here) for here in range(at - 3, at + 5))
    return Role.OTHER if any(owner in _OTHERS for owner in owners) else Role.HOME


def _from(text: Text, at: int, before: str) -> Role | None:
    word, owner = text.word(at), text.word(at - 1)
    if word in _BEING:
        return Role.FROM if before in _OF or before in _STRONG else None
    if word in _COMING:
        return Role.FROM if before in _STRONG and before not in _AT else None
    if word in _PARENTS:
        theirs = owner in _OWN or (owner in _ARTICLES and owner not in _ONE)
        return Role.FROM if before in _OF and not theirs else Role.OTHER
    if word in _FIRMS:
        employed = any(text.word(here) in _EMPLOYED for here in range(at - 6, at))
        return Role.OTHER if employed else Role.FROM
    return Role.FROM


def _shared(text: Text, cue: int, mention: Mention, here: Role, previous: Mention | None) -> Role:
    """A home cue is for the first place after it, unless that is only near, and for those joined to it."""
    if here is Role.HOME and _only_near(text, mention):
        return Role.FROM
    if previous is None or previous.start < cue or here >= Role.THEIRS or _only_near(text, previous):
        return here
    between = range(previous.end, mention.start)
    if all(text.word(at) in _JOINING or text.word(at) in _AT for at in between):
        return here
    moved = text.word(cue) in _MOVING and text.before(previous.start) not in _IN
    return here if moved else Role.OTHER


def _only_near(text: Text, mention: Mention) -> bool:
    """ "vicino a X", "a due passi da X"."""
    before = text.before(mention.start)
    return (before in _OF or before in _STRONG) and text.before(mention.start - 1) in _NEARNESS
