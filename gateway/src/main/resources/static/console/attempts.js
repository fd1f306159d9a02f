// Investments under way. Each has an idempotency key of its own and is kept in the browser until it
// is known what became of it: a lost answer, a reload or a second click never invests twice.

import { invest, NoAnswer, outcome } from './api.js';

const STORED = 'openbell.attempts';
const underWay = new Map(stored().map((one) => [one.key, one]));

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '[]');
  } catch {
    return []; // not written by this page
  }
}

const store = () => localStorage.setItem(STORED, JSON.stringify([...underWay.values()]));
const sleep = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

/** 128 random bits. (crypto.randomUUID() is missing where the page came without TLS.) */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A new attempt, kept before anything is sent. */
export function begin(user, productId, amount, partial) {
  const attempt = { key: newKey(), user, productId, amount, partial };
  underWay.set(attempt.key, attempt);
  store();
  return attempt;
}

/** Those of which it is not known what became of them, also from an earlier visit. */
export const unsettled = () => [...underWay.values()];

/**
 * Asks until the attempt is refused or final, however often that takes.
 *
 * @param told gets (state, details): sending, again, PENDING {amount}, refused {code, message},
 *     SUCCESS {amount}, FAIL {reason}
 */
export async function settle(attempt, told) {
  told('sending', {});
  const accepted = await answered(attempt, told);
  if (accepted) await final(attempt, told);
  underWay.delete(attempt.key);
  store();
}

async function answered(attempt, told) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await invest(attempt);
      if (answer.code === '01') {
        attempt.amount = answer.data.investAmount ?? attempt.amount;
        told('PENDING', {});
        return true;
      }
      if (answer.retryAfter === 0 && answer.status < 500) {
        told('refused', answer);
        return false;
      }
      await sleep(Math.max(answer.retryAfter, pause(tries)));
    } catch (e) {
      if (!(e instanceof NoAnswer)) throw e;
      await sleep(pause(tries));
    }
    told('again', {});
  }
}

async function final(attempt, told) {
  for (let tries = 0; ; tries += 1) {
    try {
      const { data } = await outcome(attempt);
      if (data && data.investResult !== 'PENDING') {
        told(data.investResult, { reason: data.failReason });
        return;
      }
    } catch (e) {
      if (!(e instanceof NoAnswer)) throw e;
    }
    await sleep(pause(tries));
  }
}

/** From 0.2 to 5 s, and random, so that those who were refused together do not come back together. */
const pause = (tries) => Math.min(5_000, 200 * 2 ** tries) * (0.5 + Math.random());
