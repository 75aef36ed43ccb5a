/* Loads where this browser is told something. Who signs out takes the subscription along, so that nothing that
   still waits at the push service reaches whoever comes next. */

document.addEventListener("terroir:leaving", (event) => {
  const ended = navigator.serviceWorker?.getRegistration("/")
    .then((registration) => registration?.pushManager?.getSubscription())
    .then((subscription) => subscription?.unsubscribe());
  if (ended) event.detail.push(ended);
});
