// The calls of the HTTP contract.

const NO_ANSWER_AFTER_MILLIS = 20_000;

/** Nobody knows what became of the request: it may have arrived or not. */
export class NoAnswer extends Error {}

/** Headers carry bytes; user ids are UTF-8. */
const utf8 = (value) => String.fromCharCode(...new TextEncoder().encode(value));

/**
 * One call.
 *
 * @returns the envelope's code, message and data, the HTTP status, and after how many milliseconds
 *     to ask again (0 when that would be no use)
 * @throws NoAnswer when none came, or none of Openbell's
 */
async function call(method, path, user, key, body) {
  const headers = { Accept: 'application/json' };
  if (user) headers['X-USER-ID'] = utf8(user);
  if (key) headers['Idempotency-Key'] = key;
  if (body) headers['Content-Type'] = 'application/json';
  try {
    const answer = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(NO_ANSWER_AFTER_MILLIS),
    });
    const { code, message, data } = await answer.json();
    const seconds = Number(answer.headers.get('Retry-After') ?? 0);
    return { status: answer.status, code, message, data, retryAfter: seconds * 1000 };
  } catch (e) {
    throw new NoAnswer(String(e));
  }
}

/** Invests; the same key again is answered as the first time. */
export const invest = ({ user, key, productId, amount, partial }) => call(
  'POST', '/api/invest', user, key, { productId, investAmount: amount, allowPartial: partial });

/** What became of an investment. */
export const outcome = ({ user, key }) => call('GET', `/api/invest/${encodeURIComponent(key)}`, user);

/** My investments by product. */
export const myInvestments = (user, page, size) => call(
  'GET', `/api/product/my/invest?page=${page}&size=${size}`, user);

/** Every single one of them in a product. */
export const myLogs = (user, productId, page, size) => call(
  'GET', `/api/product/my/invest/log?productId=${productId}&page=${page}&size=${size}`, user);
