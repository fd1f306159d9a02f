// The operators' page: the chain at a glance, where an investment is, and the dead letters.

import { known, max, mean, parse, quantile, rate, sum } from './metrics.js';

const EVERY_MILLIS = 2_000;
const OLD_SECONDS = 30; // what is accepted is finalized within

const number = (value, digits = 0) => (value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: digits }));
const seconds = (value) => (value === undefined ? '–' : `${number(value, value < 10 ? 3 : 0)} s`);
const megabytes = (value) => (value === undefined ? '–' : `${number(value / 1e6)} MB`);

let instances = []; // {service, path, before, now, health}

async function ask(path, options) {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(10_000), ...options });
  return { status: answer.status, body: await answer.text() };
}

async function json(path, options) {
  const { status, body } = await ask(path, options);
  const said = JSON.parse(body);
  if (said.notReplayed?.length > 0) throw new Error(`${said.replayed} replayed, ${said.notReplayed.length} not.`);
  if (status !== 200) throw new Error(said.error ?? said.message ?? `HTTP ${status}`);
  return said;
}

/** An element with this text or these children. */
function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  if (Array.isArray(content)) made.append(...content);
  else made.textContent = content;
  return made;
}

const list = (entries) => element('dl', entries.flatMap(([term, value, bad]) =>
  [element('dt', term), element('dd', value, bad ? { class: 'bad' } : {})]));

// --- the chain

async function look(instance) {
  try {
    const [metrics, health] = await Promise.all([
      ask(`${instance.path}/prometheus`), ask(`${instance.path}/health`)]);
    instance.health = JSON.parse(health.body).status ?? `HTTP ${health.status}`;
    if (metrics.status !== 200) throw new Error(`HTTP ${metrics.status}`);
    instance.before = instance.now;
    instance.now = parse(metrics.body);
  } catch {
    instance.before = undefined;
    instance.now = undefined;
    instance.health = 'NO ANSWER';
  }
}

function chain() {
  const of = (service) => instances.filter((one) => one.service === service && one.now);
  const now = (service) => of(service).map((one) => one.now);
  const pairs = (service) => of(service).filter((one) => one.before);
  const up = (service) => {
    const all = instances.filter((one) => one.service === service);
    const well = all.filter((one) => one.health === 'UP').length;
    return ['up', `${well} of ${all.length}`, well < all.length];
  };
  const writes = pairs('write-api');
  const accepted = rate(writes, 'openbell_invest_answers_total', { code: '01' });
  const answered = rate(writes, 'openbell_invest_answers_total');
  const halted = max(now('write-api'), 'openbell_products_halted');
  const oldest = max(now('write-api'), 'openbell_outbox_oldest_seconds');
  const letters = known(now('mq-consumer'), 'openbell_broker_messages', { queue: 'dead-letter' });
  const lag = quantile(pairs('mq-consumer'), 'openbell_finalize_lag_seconds', 0.99);
  const free = max(now('write-api'), 'openbell_disk_usable_bytes'); // of the embedded database only
  const full = max(now('write-api'), 'openbell_disk_full') === 1;
  const age = max(now('read-api'), 'openbell_figures_age_seconds_max');
  const boxes = [
    ['gateway', [
      up('gateway'),
      ['requests/s', number(rate(pairs('gateway'), 'http_server_requests_seconds_count'), 1)],
    ]],
    ['write-api', [
      up('write-api'),
      ['accepted/s', number(accepted, 1)],
      ['refused/s', number(answered === undefined ? undefined : answered - (accepted ?? 0), 1)],
      ['halted products', number(halted), halted > 0],
      ['waiting at desks', number(sum(now('write-api'), 'openbell_desk_queue'))],
      ['group size', number(mean(writes, 'openbell_desk_group_size'), 1)],
      ['commit', seconds(mean(writes, 'openbell_desk_commit_seconds'))],
      ...(free === undefined ? [] : [['disk', full ? `full, ${megabytes(free)} free: nothing is taken` : `${megabytes(free)} free`, full]]),
    ]],
    ['PENDING', [
      ['now', number(max(now('write-api'), 'openbell_outbox_pending'))],
      ['oldest', seconds(oldest), oldest > OLD_SECONDS],
      ['relayed/s', number(rate(writes, 'openbell_relay_republished_total'), 1)],
    ]],
    ['broker', [
      ['messages waiting', number(known(now('mq-consumer'), 'openbell_broker_messages', { queue: 'finalize' }))],
      ['dead letters', number(letters), letters > 0],
    ]],
    ['mq-consumer', [
      up('mq-consumer'),
      ['finalized/s', number(rate(pairs('mq-consumer'), 'openbell_finalize_results_total', { result: 'success' }), 1)],
      ['lag, p99 up to', seconds(lag), lag > OLD_SECONDS],
      ['batch', number(mean(pairs('mq-consumer'), 'openbell_finalize_batch'), 1)],
    ]],
    ['read-api', [
      up('read-api'),
      ['reads/s', number(rate(pairs('read-api'), 'http_server_requests_seconds_count'), 1)],
      ['figures’ age', seconds(age), age > 1],
      ['followers', number(sum(now('read-api'), 'openbell_live_subscribers'))],
    ]],
  ];
  document.getElementById('chain').replaceChildren(...boxes.map(([title, entries]) =>
    element('li', [element('h3', title), list(entries)], { 'data-part': title })));
  document.getElementById('instances').replaceChildren(...instances.map((one) => {
    const own = one.now ? [one.now] : [];
    return element('tr', [
      element('th', one.name, { scope: 'row' }),
      element('td', one.health, one.health === 'UP' ? {} : { class: 'bad' }),
      element('td', one.now ? `${number(100 * (sum(own, 'process_cpu_usage') ?? 0))} %` : '–'),
      element('td', megabytes(sum(own, 'jvm_memory_used_bytes', { area: 'heap' }))),
      element('td', seconds(sum(own, 'process_uptime_seconds'))),
    ], { 'data-instance': one.name });
  }));
}

async function watch() {
  const counts = await json('/ops/api/instances');
  instances = ['gateway', 'write-api', 'mq-consumer', 'read-api'].flatMap((service) =>
    Array.from({ length: counts[service] }, (_, i) =>
      ({ service, path: `/ops/api/${service}/${i}`, name: counts[service] > 1 ? `${service} ${i + 1}` : service })));
  for (;;) {
    await Promise.all(instances.map(look));
    chain();
    await new Promise((resolve) => { setTimeout(resolve, EVERY_MILLIS); });
  }
}

// --- one investment, one order

const ended = (result, at, reason) => [result, `${at}${reason ? `, ${reason}` : ''}`, result === 'FAIL'];
const relayed = (times) => `with its group${times === 0 ? '' : `, and ${times} times again by the relay`}`;

function storyOfInvestment({ investment, idempotencyKey, correlationId, publishAttempts, publishAfter }) {
  const entries = [
    ['log', `${investment.logId}: ${investment.userId} invests ${number(investment.investAmount)} in ${investment.productId}, ${investment.title}`],
    ['accepted', investment.acceptedAt],
    ['published', relayed(publishAttempts)],
    investment.investResult === 'PENDING'
      ? ['PENDING', `the relay publishes it after ${publishAfter}`, true]
      : ended(investment.investResult, investment.finalizedAt, investment.failReason),
    ['idempotency key', idempotencyKey ?? 'none'],
    ['correlation id', correlationId],
  ];
  return element('li', [list(entries)], { 'data-log': investment.logId });
}

function storyOfOrder({ order, lines, transitions, payments }) {
  const entries = [
    ['order', `${order.orderId}: ${order.userId} orders for ${number(order.total)}`],
    ...lines.map((line) => ['line', `${number(line.quantity)} of ${line.itemId}, ${line.name}, at ${number(line.price)}`]),
    ...transitions.map((change) =>
      [change.toStatus, `${change.createdAt} by ${change.actor}${change.reason ? `, ${change.reason}` : ''}, correlation id ${change.correlationId}`]),
    ...(order.status === 'CREATED' ? [['to be paid by', order.payBy]] : []),
    ...payments.flatMap((payment) => [
      ['payment', `${payment.paymentId}: ${number(payment.amount)} of ${payment.method}, accepted ${payment.acceptedAt}`],
      ['published', relayed(payment.publishAttempts)],
      payment.result === 'PENDING'
        ? ['PENDING', `the relay publishes it after ${payment.publishAfter}`, true]
        : ended(payment.result, payment.finalizedAt, payment.failReason),
      ['payment key', payment.idempotencyKey ?? 'none'],
    ]),
    ['idempotency key', order.idempotencyKey ?? 'none'],
    ['correlation id', order.correlationId],
  ];
  return element('li', [list(entries)], { 'data-order': order.orderId });
}

/** Lets this form find what the endpoint of this name does. */
function searching(form, endpoint, said, found, story) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    said.textContent = 'Looking …';
    try {
      const { [endpoint]: all } = await json(`/ops/api/read-api/0/${endpoint}?${wanted}`);
      found.replaceChildren(...all.map(story));
      said.textContent = all.length === 0 ? 'There is none.' : `${all.length} found, latest first; at most 50 are shown.`;
    } catch (e) {
      found.replaceChildren();
      said.textContent = e.message;
    }
  });
}

searching(document.getElementById('search'), 'investments',
  document.getElementById('search-said'), document.getElementById('found'), storyOfInvestment);
searching(document.getElementById('search-orders'), 'orders',
  document.getElementById('search-orders-said'), document.getElementById('found-orders'), storyOfOrder);

// --- dead letters

const LETTERS = '/ops/api/mq-consumer/0/deadletters';
const DELIBERATE = { 'X-Openbell-Ops': 'yes' };
const lettersSaid = document.getElementById('letters-said');

async function lookAtLetters(said = '') {
  const { count, list: letters } = await json(LETTERS);
  lettersSaid.textContent = `${said} ${number(count)} in the queue.`.trim();
  document.getElementById('letters').replaceChildren(...letters.map((letter) => {
    const replay = element('button', 'Replay', { type: 'button', 'aria-label': `Replay ${letter.id}` });
    replay.addEventListener('click', () => tell(async () => {
      await json(`${LETTERS}/${encodeURIComponent(letter.id)}`, { method: 'POST', headers: DELIBERATE });
      await lookAtLetters('Replayed.');
    }));
    return element('li', [list([
      ['id', letter.id],
      ['reason', letter.reason ?? 'unknown'],
      ['parked', letter.parkedAt ?? 'unknown'],
      ['from', letter.originQueue ?? letter.originExchange],
      ['body', letter.body],
    ]), replay], { 'data-letter': letter.id });
  }));
}

async function tell(work) {
  lettersSaid.textContent = '…';
  try {
    await work();
  } catch (e) {
    lettersSaid.textContent = e.message;
  }
}

document.getElementById('look').addEventListener('click', () => tell(() => lookAtLetters()));
document.getElementById('replay-all').addEventListener('click', () => tell(async () => {
  const { replayed } = await json(LETTERS, {
    method: 'POST', headers: { ...DELIBERATE, 'Content-Type': 'application/json' }, body: '{}' });
  await lookAtLetters(`${number(replayed)} replayed.`);
}));

watch();
