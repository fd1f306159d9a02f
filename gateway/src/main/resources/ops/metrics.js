// Reads what an instance tells Prometheus, and what changed between two readings.

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** One reading: when, and every sample by name. */
export function parse(text) {
  const samples = new Map();
  for (const line of text.split('\n')) {
    const found = LINE.exec(line);
    if (found) {
      const [, name, labels = '', value] = found;
      if (!samples.has(name)) samples.set(name, []);
      samples.get(name).push({
        labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, label, its]) => [label, its])),
        value: Number(value),
      });
    }
  }
  return { at: performance.now(), samples };
}

const fits = (labels) => (sample) => Object.entries(labels).every(([label, its]) => sample.labels[label] === its);

/** The values of one name, over several readings; those that are no numbers are left out. */
export const values = (readings, name, labels = {}) => readings
  .flatMap(({ samples }) => samples.get(name) ?? [])
  .filter(fits(labels))
  .map(({ value }) => value)
  .filter((value) => !Number.isNaN(value));

/** Their sum, undefined when there is none. */
export function sum(readings, name, labels) {
  const all = values(readings, name, labels);
  return all.length === 0 ? undefined : all.reduce((a, b) => a + b);
}

/** The largest of them, undefined when there is none. */
export function max(readings, name, labels) {
  const all = values(readings, name, labels);
  return all.length === 0 ? undefined : Math.max(...all);
}

/** The sum of what each instance knows of the same: the largest, undefined when there is none. */
export function known(readings, name, labels) {
  const sums = readings.map((one) => sum([one], name, labels)).filter((one) => one !== undefined);
  return sums.length === 0 ? undefined : Math.max(...sums);
}

/**
 * By how much a counter grew between two readings of the same instances, a second. An instance that
 * was started again counts from 0.
 *
 * @param pairs of readings, {before, now}
 */
export function rate(pairs, name, labels) {
  let total;
  for (const { before, now } of pairs) {
    const after = sum([now], name, labels);
    if (after !== undefined) {
      const grown = after - (sum([before], name, labels) ?? 0);
      total = (total ?? 0) + (1000 * (grown < 0 ? after : grown)) / (now.at - before.at);
    }
  }
  return total;
}

/** The mean of what a summary recorded between the readings, undefined when that is nothing. */
export function mean(pairs, name, labels) {
  const recorded = rate(pairs, `${name}_count`, labels);
  return recorded ? rate(pairs, `${name}_sum`, labels) / recorded : undefined;
}

/** A quantile of what a histogram recorded between the readings: the bound of the bucket it is in. */
export function quantile(pairs, name, q) {
  const all = rate(pairs, `${name}_count`);
  if (!all) return undefined;
  const bounds = [...new Set(pairs.flatMap(({ now }) => now.samples.get(`${name}_bucket`) ?? [])
    .map(({ labels }) => labels.le))].sort((a, b) => Number(a.replace('+', '')) - Number(b.replace('+', '')));
  return Number(bounds.find((le) => rate(pairs, `${name}_bucket`, { le }) >= q * all)?.replace('+Inf', 'Infinity'));
}
