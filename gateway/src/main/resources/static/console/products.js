// The products on offer, each a card that is changed in place, so that nobody loses focus or input.

import { serverNow } from './live.js';
import { count, dateTime, duration, fillIn, percent, serverMillis, text, won } from './text.js';

const OUTCOMES_SHOWN = 5;

const list = document.getElementById('product-list');
const none = document.getElementById('no-products');
const template = document.getElementById('product');
const cards = new Map();

/** Replaces all products, newest first. */
export function showAll(products) {
  const ids = new Set(products.map(({ productId }) => productId));
  for (const [id, { element }] of cards) {
    if (!ids.has(id)) {
      element.remove();
      cards.delete(id);
    }
  }
  show(products);
}

/** Shows these as they are now; the others stay. */
export function show(products) {
  for (const product of products) {
    const card = cards.get(product.productId) ?? newCard(product);
    card.product = product;
    render(card);
  }
  none.hidden = cards.size > 0;
}

/** In another language, or a moment later. */
export function renderAll() {
  for (const card of cards.values()) render(card);
}

/** Moves what depends on the time alone. */
export function tick() {
  for (const card of cards.values()) renderTime(card);
}

/**
 * What became of an attempt, in its product's card.
 *
 * @returns a function that changes the line
 */
export function outcomeLine(productId) {
  const line = document.createElement('li');
  return (state, sentence) => {
    const card = cards.get(productId);
    if (card && !line.isConnected) {
      const outcomes = card.element.querySelector('.outcomes');
      outcomes.prepend(line);
      while (outcomes.children.length > OUTCOMES_SHOWN) outcomes.lastElementChild.remove();
    }
    line.dataset.state = state;
    line.textContent = sentence;
  };
}

function newCard(product) {
  const element = template.content.firstElementChild.cloneNode(true);
  element.dataset.productId = product.productId;
  const title = element.querySelector('.title');
  title.textContent = product.title;
  title.id = `title-${product.productId}`;
  const card = { element, product };
  cards.set(product.productId, card);
  const after = [...list.children].find((other) => Number(other.dataset.productId) < product.productId);
  list.insertBefore(element, after ?? null);
  return card;
}

function render(card) {
  const { element, product } = card;
  const { title, totalInvestingAmount: total, currentInvestingAmount: reserved } = product;
  fillIn(element);
  const progress = element.querySelector('progress');
  progress.max = total;
  progress.value = reserved;
  progress.textContent = percent(reserved, total);
  progress.setAttribute('aria-label', text('progressOf', { title }));
  progress.setAttribute('aria-valuetext', percent(reserved, total));
  element.querySelector('.reserved').textContent = `${won(reserved)} (${percent(reserved, total)})`;
  element.querySelector('.total').textContent = won(total);
  element.querySelector('.investors').textContent = count(product.investingCnt);
  element.querySelector('.period').textContent =
    text('period', { from: dateTime(product.startedAt), to: dateTime(product.finishedAt) });
  element.querySelector('.invest button').setAttribute('aria-label', text('investIn', { title }));
  renderTime(card);
}

function renderTime({ element, product }) {
  const now = serverNow();
  const untilOpen = serverMillis(product.startedAt) - now;
  const untilOver = serverMillis(product.finishedAt) - now;
  let state;
  if (untilOpen > 0) state = 'upcoming';
  else if (product.investStatus === 'COMPLETE') state = 'complete';
  else if (untilOver <= 0) state = 'over';
  else if (product.currentInvestingAmount >= product.totalInvestingAmount) state = 'soldOut';
  else state = 'open';
  element.dataset.state = state;
  element.querySelector('.state').textContent = state === 'upcoming'
    ? text('opensIn', { time: duration(untilOpen) })
    : text(state, { time: duration(untilOver) });
  element.querySelector('.invest').hidden = state !== 'open' && state !== 'upcoming';
  element.querySelector('.invest button').disabled = state === 'upcoming' || 'busy' in element.dataset;
}
