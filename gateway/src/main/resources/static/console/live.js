// Follows the products as they change.

import { serverMillis } from './text.js';

const SILENCE_MILLIS = 15_000; // three heartbeats
const LATE_MILLIS = 3_000;

let offset = 0;

/** The server's time, comparable with serverMillis(). Browsers' clocks are often wrong. */
export const serverNow = () => Date.now() + offset;

/**
 * Follows until the page is left. A stream that ends, fails or falls silent is opened again.
 *
 * @param on.products gets all products, newest first
 * @param on.changes gets those that are different now
 * @param on.state gets connecting, live, stale or lost
 */
export function follow(on) {
  let silence;
  let source;

  function open() {
    source = new EventSource('/api/product/live');
    source.addEventListener('products', ({ data }) => on.products(JSON.parse(data).list));
    source.addEventListener('changes', ({ data }) => on.changes(JSON.parse(data).list));
    source.addEventListener('heartbeat', ({ data }) => {
      const { now, asOf } = JSON.parse(data);
      offset = serverMillis(now) - Date.now();
      on.state(serverMillis(now) - serverMillis(asOf) > LATE_MILLIS ? 'stale' : 'live');
      expectMore();
    });
    source.onerror = () => {
      on.state('lost');
      // The browser comes back by itself, with the last event's id, unless it was refused.
      if (source.readyState === EventSource.CLOSED) again();
    };
    expectMore();
  }

  function expectMore() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      on.state('lost');
      again();
    }, SILENCE_MILLIS);
  }

  function again() {
    clearTimeout(silence);
    source.close();
    setTimeout(open, 1_000 + Math.random() * 2_000);
  }

  on.state('connecting');
  open();
}
