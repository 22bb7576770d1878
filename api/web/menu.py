"""The links at the top of every page: those that whoever asks may open; and the page that each role begins at."""

from fastapi import Request

from api.auth.roles import MAY

_LOOK, _SCREEN = ("/", "Second look"), ("/screenings", "Screen cases")
_KNOWN = (("/indicators", "What is looked for"), ("/about", "About"), ("/help", "Help and keys"))
_REVIEW, _ACCOUNTS, _OWN = ("/review", "Review"), ("/accounts", "Accounts"), ("/account", "Your account")
_REVIEWING = frozenset({"read", "settle", "measure"})


def links(request: Request) -> list[tuple[str, str]]:
    """Return address and name of each link."""
    caller = getattr(request.state, "caller", None)
    may: frozenset[str] = caller.may if caller else frozenset()
    own = [_ACCOUNTS] if "manage" in may else []
    own += [_OWN] if caller and caller.person else []
    if request.app.state.settings.accounts != "on":
        return [_LOOK, _SCREEN, *_KNOWN, *([_REVIEW] if request.app.state.review else []), *own]
    if caller is None:
        return [("/sign-in", "Sign in"), ("/accessibility", "Accessibility")]
    looks = [link for link, what in ((_LOOK, "look"), (_SCREEN, "screen")) if what in may]
    return [*looks, *([_REVIEW] if may & _REVIEWING else []), *_KNOWN, *own]


def first(request: Request) -> tuple[str, str]:
    """Return address and name of the page that whoever asks may begin at."""
    return links(request)[0]


def begins_at(role: str) -> str:
    """Return the page that somebody of a role begins at."""
    may = MAY.get(role, frozenset())
    return "/" if "look" in may else "/review" if may & {"read", "settle"} else "/accounts" if "manage" in may else "/account"
