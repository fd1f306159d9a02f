// What the page says, in Korean and English, and how it writes numbers and times.

const TEXTS = {
  en: {
    skip: 'Skip to the products',
    user: 'User',
    userSet: 'Use',
    language: 'Language',
    products: 'Products',
    noProducts: 'Nothing is on offer now.',
    mine: 'My investments',
    mineWho: 'Say who you are to see them.',
    mineNone: 'None yet.',
    mineFailed: 'They cannot be shown now.',
    more: 'More',
    reserved: 'Invested',
    total: 'Goal',
    investors: 'Investors',
    amount: 'Amount (won)',
    partial: 'If less is left, take that',
    invest: 'Invest',
    investIn: 'Invest in {title}',
    progressOf: 'Progress of {title}',
    opensIn: 'Opens in {time}',
    open: 'Open, closes in {time}',
    soldOut: 'Sold out, being settled',
    complete: 'Complete',
    over: 'Closed',
    period: '{from} to {to}',
    days: '{n} d',
    connecting: 'Connecting …',
    live: 'Live',
    lost: 'Connection lost, trying again …',
    stale: 'Live, but the figures are late',
    sending: '{amount}: sent …',
    again: '{amount}: no answer yet, asking again …',
    PENDING: '{amount}: accepted, being settled',
    SUCCESS: '{amount}: invested',
    FAIL: '{amount}: could not be settled ({reason})',
    refused: '{amount}: {why}',
    whoFirst: 'Say first who you are, at the top of the page.',
    SOLD_OUT: 'sold out',
    INVEST_AMOUNT_OVERFLOW: 'more than what is left',
    NOT_STARTED: 'not open yet',
    FINISHED: 'closed already',
    NOT_EXIST_PRODUCT: 'there is no such product',
    MISSING_X_USER_ID: 'no user was given',
    resultPENDING: 'being settled',
    resultSUCCESS: 'invested',
    resultFAIL: 'failed',
  },
  ko: {
    skip: '상품으로 건너뛰기',
    user: '사용자',
    userSet: '사용',
    language: '언어',
    products: '상품',
    noProducts: '지금 모집 중인 상품이 없습니다.',
    mine: '내 투자',
    mineWho: '사용자를 입력하면 보입니다.',
    mineNone: '아직 없습니다.',
    mineFailed: '지금은 표시할 수 없습니다.',
    more: '더 보기',
    reserved: '투자 금액',
    total: '모집 금액',
    investors: '투자자 수',
    amount: '금액 (원)',
    partial: '부족하면 남은 금액만 투자',
    invest: '투자하기',
    investIn: '{title} 투자하기',
    progressOf: '{title} 진행률',
    opensIn: '{time} 후 시작',
    open: '모집 중, {time} 후 마감',
    soldOut: '모집 금액 도달, 확정 중',
    complete: '모집 완료',
    over: '마감',
    period: '{from} ~ {to}',
    days: '{n}일',
    connecting: '연결 중 …',
    live: '실시간',
    lost: '연결이 끊겨 다시 연결 중 …',
    stale: '연결됨, 금액 갱신이 늦습니다',
    sending: '{amount}: 보냄 …',
    again: '{amount}: 응답이 없어 다시 확인 중 …',
    PENDING: '{amount}: 접수됨, 확정 중',
    SUCCESS: '{amount}: 투자 완료',
    FAIL: '{amount}: 확정하지 못함 ({reason})',
    refused: '{amount}: {why}',
    whoFirst: '먼저 위에서 사용자를 입력하세요.',
    SOLD_OUT: '모집이 끝났습니다',
    INVEST_AMOUNT_OVERFLOW: '남은 금액보다 많습니다',
    NOT_STARTED: '아직 시작 전입니다',
    FINISHED: '이미 마감되었습니다',
    NOT_EXIST_PRODUCT: '없는 상품입니다',
    MISSING_X_USER_ID: '사용자가 없습니다',
    resultPENDING: '확정 중',
    resultSUCCESS: '투자 완료',
    resultFAIL: '실패',
  },
};

const STORED = 'openbell.language';
let language = localStorage.getItem(STORED)
  ?? (navigator.languages.find((one) => /^(ko|en)\b/.test(one)) ?? 'en').slice(0, 2);

/** The language in use: `ko` or `en`. */
export const currentLanguage = () => language;

/** Uses this language from now on, and on the next visit. */
export function useLanguage(chosen) {
  language = chosen;
  localStorage.setItem(STORED, chosen);
}

/** The text of this name with its {parts} filled in; undefined when there is none. */
export function text(name, parts = {}) {
  return TEXTS[language][name]?.replace(/\{(\w+)\}/g, (all, part) => parts[part] ?? all);
}

/** Fills in every element that says by data-text or data-label what it is called. */
export function fillIn(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset.label));
  }
}

/** Whole won, such as ₩1,000. */
export const won = (amount) => new Intl.NumberFormat(language,
  { style: 'currency', currency: 'KRW', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 }).format(amount);

/** A count, such as 1,000. */
export const count = (number) => new Intl.NumberFormat(language).format(number);

/** A share, such as 25 %. Never rounded up: 100 % means everything. */
export const percent = (part, whole) => new Intl.NumberFormat(language,
  { style: 'percent', maximumFractionDigits: 1 }).format(Math.floor((part * 1000) / whole) / 1000);

/**
 * A local date-time of the server's zone, in milliseconds. Only for differences and for showing it
 * as it is: the browser's own zone has no part in it.
 */
export const serverMillis = (localDateTime) => Date.parse(localDateTime.slice(0, 23) + 'Z');

/** Such a date-time, as people write it. */
export const dateTime = (localDateTime) => new Intl.DateTimeFormat(language,
  { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(serverMillis(localDateTime));

/** How long that is, such as 01:02:03, with days before it when there are any. */
export function duration(millis) {
  const seconds = Math.max(0, Math.ceil(millis / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const days = Math.floor(seconds / 86_400);
  return days > 0 ? `${text('days', { n: count(days) })} ${clock}` : clock;
}
