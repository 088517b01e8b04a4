// What changed between two texts, word by word: the longest common run of words stays, the rest was taken out or put
// in (Hunt & Szymanski's problem, solved by the plain table; texts here have some hundred words). No DOM.
export type Part = { kind: 'same' | 'out' | 'in'; text: string };

/** Beyond this many table cells the texts are shown as one whole change: nobody reads such a difference by word. */
const MOST_CELLS = 4_000_000;

/** A word with the blanks behind it, or a run of line ends. */
const tokens = (text: string): string[] => text.match(/\n+|[^\S\n]+|\S+[^\S\n]*/g) ?? [];
const keyOf = (token: string): string => (token.startsWith('\n') ? token : token.trimEnd());

export function wordDiff(before: string, after: string): Part[] {
  const [old, next] = [tokens(before), tokens(after)];
  const [a, b] = [old.map(keyOf), next.map(keyOf)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const parts: Part[] = [];
  const put = (kind: Part['kind'], list: string[]): void => {
    if (list.length === 0) return;
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += list.join('');
    else parts.push({ kind, text: list.join('') });
  };
  put('same', next.slice(0, start));
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), (kind, from, count) => {
    put(kind, kind === 'out' ? old.slice(start + from, start + from + count) : next.slice(start + from, start + from + count));
  });
  put('same', end === 0 ? [] : next.slice(-end));
  return parts;
}

type Emit = (kind: Part['kind'], from: number, count: number) => void;

function middle(a: string[], b: string[], emit: Emit): void {
  const [n, m] = [a.length, b.length];
  if (n * m > MOST_CELLS) {
    emit('out', 0, n);
    emit('in', 0, m);
    return;
  }
  const width = m + 1;
  // common[i][j]: how many words the rests from i and j have in common.
  const common = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  let [i, j] = [0, 0];
  while (i < n && j < m) {
    if (a[i] === b[j]) {
      emit('same', j++, 1);
      i += 1;
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) emit('out', i++, 1);
    else emit('in', j++, 1);
  }
  emit('out', i, n - i);
  emit('in', j, m - j);
}

export const isSame = (parts: Part[]): boolean => parts.every((part) => part.kind === 'same');
