"""Look, language and help are for everyone, signed in or not: the door has them too."""

from tests.access import expect

ROUTES = {
    "ui:help": expect(everyone=200),
    "ui:theme": expect("post", data={"theme": "dark"}, everyone=303),
    "ui:letter_keys": expect("post", data={"letter_keys": "off"}, everyone=303),
    "ui:language": expect("post", data={"language": "fr"}, everyone=302),
}
