// My investments by product, and in each every single one.

import { myInvestments, myLogs, NoAnswer } from './api.js';
import { dateTime, fillIn, text, won } from './text.js';

const PAGE = 20;

const list = document.getElementById('mine-list');
const hint = document.getElementById('mine-hint');
const more = document.getElementById('mine-more');
const template = document.getElementById('my-product');
let user = '';
let pages = 1;
let wanted = 0;

more.addEventListener('click', () => {
  pages += 1;
  refresh();
});

/** Shows those of this user from now on. */
export function showMine(whose) {
  user = whose;
  pages = 1;
  list.replaceChildren();
  return refresh();
}

/** Reads them again; those that are open stay open. */
export async function refresh() {
  wanted += 1;
  const current = wanted;
  if (!user) {
    hint.textContent = text('mineWho');
    return;
  }
  try {
    const found = [];
    let total = 0;
    for (let page = 0; page < pages; page += 1) {
      const { data, code } = await myInvestments(user, page, PAGE);
      if (code !== '01') throw new NoAnswer(code);
      found.push(...data.list);
      total = data.totalCount;
    }
    if (current !== wanted) return; // somebody asked again meanwhile
    hint.textContent = found.length === 0 ? text('mineNone') : '';
    more.hidden = found.length >= total;
    render(found);
  } catch (e) {
    if (!(e instanceof NoAnswer)) throw e;
    if (current === wanted) hint.textContent = text('mineFailed');
  }
}

function render(found) {
  const before = new Map([...list.children].map((item) => [Number(item.dataset.productId), item]));
  list.replaceChildren(...found.map((mine) => {
    const item = before.get(mine.productId) ?? newItem(mine);
    fillIn(item);
    item.querySelector('.amount').textContent = won(mine.myInvestingAmount);
    const time = item.querySelector('summary time');
    time.dateTime = mine.investDate;
    time.textContent = dateTime(mine.investDate);
    if (item.querySelector('details').open) loadLogs(item);
    return item;
  }));
}

function newItem(mine) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.productId = mine.productId;
  item.dataset.pages = 1;
  item.querySelector('.title').textContent = mine.title;
  item.querySelector('details').addEventListener('toggle', ({ target }) => {
    if (target.open) loadLogs(item);
  });
  item.querySelector('.logs-more').addEventListener('click', () => {
    item.dataset.pages = Number(item.dataset.pages) + 1;
    loadLogs(item);
  });
  return item;
}

async function loadLogs(item) {
  const logs = [];
  let total = 0;
  try {
    for (let page = 0; page < Number(item.dataset.pages); page += 1) {
      const { data, code } = await myLogs(user, item.dataset.productId, page, PAGE);
      if (code !== '01') throw new NoAnswer(code);
      logs.push(...data.list);
      total = data.totalCount;
    }
  } catch (e) {
    if (!(e instanceof NoAnswer)) throw e;
    hint.textContent = text('mineFailed');
    return;
  }
  item.querySelector('.logs').replaceChildren(...logs.map((log) => {
    const line = document.createElement('li');
    line.dataset.state = log.investResult;
    const reason = log.failReason ? ` (${log.failReason})` : '';
    line.textContent = `${won(log.investAmount)} · ${dateTime(log.investDate)} · ${text(`result${log.investResult}`)}${reason}`;
    return line;
  }));
  item.querySelector('.logs-more').hidden = logs.length >= total;
}
