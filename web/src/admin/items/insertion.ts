// What the buttons above a text do: the text with the mark put at the caret, and what is selected then. No DOM.
export type Selection = { text: string; start: number; end: number };
export type Mark = 'bold' | 'italic' | 'list' | 'table';

const TABLE = '| Kolom 1 | Kolom 2 |\n|---|---:|\n| isi | 1 |\n| isi | 2 |';

function around(at: Selection, mark: string, filler: string): Selection {
  const chosen = at.text.slice(at.start, at.end);
  const [before, after] = [at.text.slice(0, at.start), at.text.slice(at.end)];
  if (before.endsWith(mark) && after.startsWith(mark)) {
    return { text: before.slice(0, -mark.length) + chosen + after.slice(mark.length), start: at.start - mark.length, end: at.end - mark.length };
  }
  const inner = chosen || filler;
  return { text: before + mark + inner + mark + after, start: at.start + mark.length, end: at.start + mark.length + inner.length };
}

/** A block stands alone: an empty line before and after it. */
export function asBlock(at: Selection, block: string): Selection {
  const before = at.text.slice(0, at.start).replace(/\s+$/, '');
  const after = at.text.slice(at.end).replace(/^\s+/, '');
  const head = before === '' ? '' : `${before}\n\n`;
  return { text: head + block + (after === '' ? '' : `\n\n${after}`), start: head.length, end: head.length + block.length };
}

export const asText = (at: Selection, piece: string): Selection => {
  const caret = at.start + piece.length;
  return { text: at.text.slice(0, at.start) + piece + at.text.slice(at.end), start: caret, end: caret };
};

/** The marked lines as a list; lines of a list as plain lines again. */
function asList(at: Selection): Selection {
  const from = at.text.lastIndexOf('\n', at.start - 1) + 1;
  const until = at.text.indexOf('\n', at.end);
  const to = until < 0 ? at.text.length : until;
  const lines = at.text.slice(from, to).split('\n');
  const all = lines.every((line) => line.startsWith('- '));
  const list = lines.map((line) => (all ? line.slice(2) : line.startsWith('- ') ? line : `- ${line}`)).join('\n');
  // A list right below a paragraph's line would be read as part of that paragraph.
  const head = at.text.slice(0, from);
  const gap = all || head === '' || head.endsWith('\n\n') ? '' : '\n';
  const start = head.length + gap.length;
  return { text: head + gap + list + at.text.slice(to), start: all ? start : start + 2, end: start + list.length };
}

export function marked(at: Selection, mark: Mark): Selection {
  if (mark === 'bold') return around(at, '**', 'tebal');
  if (mark === 'italic') return around(at, '*', 'miring');
  return mark === 'list' ? asList(at) : asBlock(at, TABLE);
}

/** The text alternative must not end the mark it stands in. */
export const pictureMark = (path: string, alternative: string): string => `![${alternative.replace(/\s+/g, ' ').trim().replace(/[[\]\\]/g, (mark) => `\\${mark}`)}](${path})`;
export const formulaMark = (tex: string, alone: boolean): string => (alone ? `$$${tex.trim()}$$` : `$${tex.trim()}$`);
