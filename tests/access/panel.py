"""The panel is a page for everybody, empty without a session; its parts open by a token alone."""

from tests.access import SIGN_IN, expect

ROUTES = {
    "replies:panel": expect(everyone=200),
    "replies:panel_connect": expect(everyone=403),
    "replies:panel_bookmarklet": expect(everyone=200, stranger=SIGN_IN),
    "replies:panel_desk": expect("post", everyone=401),
    "replies:panel_found": expect("post", everyone=401),
    "replies:panel_together": expect("post", everyone=401),
    "replies:panel_reply": expect("post", everyone=401),
    "replies:panel_collect": expect("post", everyone=401),
    "replies:panel_aside": expect("post", everyone=401),
    "replies:panel_compose": expect("post", everyone=401),
    "replies:panel_finish": expect("post", everyone=401),
}
