/* Loads on the sign-in page of a browser that is nobody's device. Whoever signed out where no script ran, or
   was signed out from elsewhere, left a subscription that nothing is told to any more: it ends here. */

navigator.serviceWorker?.getRegistration("/")
  .then((registration) => registration?.pushManager?.getSubscription())
  .then((subscription) => subscription?.unsubscribe())
  .catch(() => null);
