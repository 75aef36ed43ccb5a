"""One click adds a device; the browser's script shows what comes to whom it is for, and nobody else."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.notifications.models import PushDevice
from knowledge.notifications.pushing import mark_of
from knowledge.ui.storage import read
from tests.browser.conftest import Visit
from tests.browser.waiting import settle
from tests.notifications.subscribing import SERVER_KEY, Subscribed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SETTINGS = "/settings/notifications/"
SERVICE = """(fields) => {
  const { endpoint, ...keys } = fields;
  const made = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => {
    sessionStorage.removeItem("subscribed"); return true;
  } };
  let permission = sessionStorage.getItem("subscribed") ? "granted" : "default";
  Object.defineProperty(Notification, "permission", { get: () => permission });
  Notification.requestPermission = async () => (permission = window.answered ?? "granted");
  PushManager.prototype.getSubscription = async () => sessionStorage.getItem("subscribed") ? made : null;
  PushManager.prototype.subscribe = async (options) => {
    sessionStorage.setItem("subscribed", JSON.stringify(options)); return made;
  };
}"""
"""In place of a browser maker's push service, which a test's browser has none of."""
AROUND = """
  const listeners = {}, seen = [];
  const addEventListener = (name, listener) => { listeners[name] = listener; };
  const subscription = { unsubscribe: () => seen.push("gone") };
  const { endpoint, ...keys } = given.renewed ?? {};
  const registration = {
    pushManager: {
      getSubscription: async () => subscription,
      subscribe: async () => ({ ...subscription, toJSON: () => ({ endpoint, keys }) }),
    },
    showNotification: async (title, { body, data }) => seen.push([title, body, data.url]),
  };
  const clients = {
    matchAll: async () => [{ url: location.href, focus: () => seen.push("focused") }],
    openWindow: async (url) => seen.push(url),
  };
"""
WOKEN = """
  for (const event of given.events) {
    let done;
    const notification = { close: () => null, data: event };
    const data = { json: () => event };
    listeners[given.name]({ data, notification, waitUntil: (promise) => { done = promise; } });
    await done;
  }
  return seen;
"""


@pytest.fixture(autouse=True)
def _push_on(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = SERVER_KEY


def _open(visit: Visit, person: User) -> Page:
    """The settings, in a browser that lets the site tell something."""
    page = visit(person, "/help/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write", "notifications"])
    fields = json.dumps(Subscribed("https://push.example.org/1").fields)
    page.context.add_init_script(f"({SERVICE})({fields})")
    page.goto(SETTINGS)
    settle(page)
    return page


def _part(page: Page, name: str) -> Any:
    return page.locator(f"push-here [data-part={name}]")


def test_one_click_adds_this_device_and_one_removes_it(visit: Visit, contact: User) -> None:
    page = _open(visit, contact)
    button = page.get_by_role("button", name="Tell me on this device")
    button.focus()
    page.keyboard.press("Enter")
    expect(_part(page, "here")).to_be_visible()
    assert PushDevice.objects.get().person == contact
    options = json.loads(page.evaluate("sessionStorage.getItem('subscribed')"))
    assert options["userVisibleOnly"] is True
    assert page.get_by_role("checkbox", name="Also on my devices").count() == 11
    page.get_by_role("button", name="Remove").click()
    expect(button).to_be_visible()
    assert not PushDevice.objects.exists()
    assert page.evaluate("sessionStorage.getItem('subscribed')") is None


def test_who_refuses_is_told_how_to_change_their_mind(visit: Visit, contact: User) -> None:
    page = _open(visit, contact)
    page.evaluate("window.answered = 'denied'")
    page.get_by_role("button", name="Tell me on this device").click()
    expect(_part(page, "blocked")).to_be_focused()
    assert not PushDevice.objects.exists()


def test_without_javascript_it_says_that_it_is_needed(visit: Visit, contact: User) -> None:
    page = visit(contact, SETTINGS, java_script_enabled=False)
    expect(page.get_by_text("switch JavaScript on")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_hidden()


def test_signing_out_takes_the_subscription_along(visit: Visit, contact: User) -> None:
    page = _open(visit, contact)
    page.get_by_role("button", name="Tell me on this device").click()
    expect(_part(page, "here")).to_be_visible()
    page.route("**/push-ended*", lambda route: route.abort())
    page.locator("details[data-menu] > summary").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("sessionStorage.getItem('subscribed')") is None
    assert not PushDevice.objects.exists()
    page.unroute("**/push-ended*")
    page.evaluate("sessionStorage.setItem('subscribed', 'left behind')")
    page.reload()
    page.wait_for_function("sessionStorage.getItem('subscribed') === null")


def _woken(page: Page, name: str, events: list[dict[str, str]], **more: Any) -> Any:
    """What the browser's script does of such events: run in the page, with what a worker has around it,
    because the browser of tests shows no notifications.
    """
    code = read("js/push-worker.js")
    given = {"name": name, "events": events} | more
    return page.evaluate(f"async (given) => {{ {AROUND} {code} {WOKEN} }}", given)


def test_the_script_shows_a_title_to_whom_it_is_for_alone(
    visit: Visit, contact: User, colleague: User
) -> None:
    page = visit(contact, "/help/")
    marks = ["nobody", mark_of(colleague), mark_of(contact)]
    said = {"title": "Boxes", "body": "Hélène answered", "url": "/articles/boxes/", "tag": "a"}
    said |= {"plain": "Something new", "inbox": "/inbox/", "product": "Terroir"}
    told = [said | {"whose": f"/push/whose/{mark}/"} for mark in marks] + [said]
    plain = ["Terroir", "Something new", "/inbox/"]
    assert _woken(page, "push", told) == [
        "gone",
        "gone",
        ["Boxes", "Hélène answered", "/articles/boxes/"],
        plain,
    ]
    page.evaluate("AbortSignal.timeout = (ms) => AbortSignal.abort(ms)")
    assert _woken(page, "push", told[2:3]) == [plain]


def test_a_click_brings_its_page_to_the_front_or_opens_it_and_never_leaves_the_site(
    visit: Visit, contact: User
) -> None:
    page = visit(contact, "/help/")
    site = page.url.removesuffix("/help/")
    paths = ["/help/", "/inbox/", "/help/#keys", "https://elsewhere.example/help/"]
    clicked = _woken(page, "notificationclick", [{"url": path} for path in paths])
    assert clicked == ["focused", f"{site}/inbox/", f"{site}/help/#keys"]


def test_another_address_of_the_same_browser_takes_the_place_of_the_first(
    visit: Visit, contact: User
) -> None:
    page = _open(visit, contact)
    page.get_by_role("button", name="Tell me on this device").click()
    expect(_part(page, "here")).to_be_visible()
    renewed = Subscribed("https://push.example.org/2").fields
    _woken(page, "pushsubscriptionchange", [{}], renewed=renewed)
    device = PushDevice.objects.get()
    assert (device.person, device.endpoint) == (contact, renewed["endpoint"])
    assert (device.p256dh, device.auth) == (renewed["p256dh"], renewed["auth"])
    device.delete()
    assert _woken(page, "pushsubscriptionchange", [{}], renewed=renewed) == ["gone"]
    assert not PushDevice.objects.exists()
