/* Requests to our own server, with the CSRF token of the page. */

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function post(url, body, options = {}) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    ...options,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json", ...options.headers },
  });
}

/* Where fetch met a sign-in page instead of an answer. */
export function isSignedOut(response) {
  return response.type === "opaqueredirect" || response.status === 401 || response.status === 403;
}
