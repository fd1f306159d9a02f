// The page: who is there, what is on offer, what they have.

import { begin, settle, unsettled } from './attempts.js';
import { follow } from './live.js';
import { refresh, showMine } from './mine.js';
import { outcomeLine, renderAll, show, showAll, tick } from './products.js';
import { currentLanguage, fillIn, text, useLanguage, won } from './text.js';

const STORED = 'openbell.user';
const who = document.getElementById('who');
const stream = document.getElementById('stream');
const products = document.getElementById('product-list');
let user = localStorage.getItem(STORED) ?? '';
let streamState = 'connecting';

/** Asks until it is known what became of the attempt, and tells in the product's card. */
async function pursue(attempt) {
  const line = outcomeLine(attempt.productId);
  await settle(attempt, (state, details) => {
    const amount = won(attempt.amount);
    line(state, state === 'refused'
      ? text('refused', { amount, why: text(details.code) ?? details.message })
      : text(state, { amount, reason: details.reason ?? '' }));
    if (state === 'SUCCESS' || state === 'FAIL') refresh();
  });
}

products.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const card = form.closest('.product');
  if ('busy' in card.dataset) return; // a second click
  if (!user) {
    outcomeLine(Number(card.dataset.productId))('refused', text('whoFirst'));
    who.elements.user.focus();
    return;
  }
  const amount = form.elements.amount.valueAsNumber;
  if (!Number.isSafeInteger(amount)) return;
  card.dataset.busy = '';
  tick();
  try {
    await pursue(begin(user, Number(card.dataset.productId), amount, form.elements.partial.checked));
  } finally {
    delete card.dataset.busy;
    tick();
  }
});

who.addEventListener('submit', (event) => {
  event.preventDefault();
  user = who.elements.user.value.trim();
  localStorage.setItem(STORED, user);
  showMine(user);
});

function showStream(state) {
  streamState = state;
  stream.dataset.state = state;
  const sentence = text(state);
  // Said once to those who listen, not at every heartbeat.
  if (stream.textContent !== sentence) stream.textContent = sentence;
}

function showLanguage() {
  document.documentElement.lang = currentLanguage();
  fillIn(document);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', button.dataset.language === currentLanguage());
  }
  showStream(streamState);
  renderAll();
  refresh();
}

document.querySelector('.languages').addEventListener('click', ({ target }) => {
  if (!target.dataset.language) return;
  useLanguage(target.dataset.language);
  showLanguage();
});

who.elements.user.value = user;
showLanguage();
showMine(user);
setInterval(tick, 250);

let resumed = false;
follow({
  products(all) {
    showAll(all);
    if (!resumed) {
      resumed = true;
      for (const attempt of unsettled()) pursue(attempt);
    }
  },
  changes: show,
  state: showStream,
});
