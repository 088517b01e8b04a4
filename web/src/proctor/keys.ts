// Which key does what on the board. Single letters can be switched off (WCAG 2.1.4).
export type Command = 'search' | 'next' | 'previous' | 'select' | 'all' | 'open' | 'view' | 'wall' | 'mask' | 'clear' | 'help';

const KEYS: Record<string, Command> = { '/': 'search', j: 'next', k: 'previous', x: 'select', a: 'all', o: 'open', t: 'view', w: 'wall', m: 'mask', '?': 'help', Escape: 'clear' };

export const MAP: { keys: string[]; command: Command }[] = [
  { keys: ['/'], command: 'search' }, { keys: ['j', 'k'], command: 'next' }, { keys: ['x'], command: 'select' }, { keys: ['a'], command: 'all' }, { keys: ['o'], command: 'open' },
  { keys: ['t'], command: 'view' }, { keys: ['w'], command: 'wall' }, { keys: ['m'], command: 'mask' }, { keys: ['Esc'], command: 'clear' }, { keys: ['?'], command: 'help' },
];

export type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/** Nothing while the person types or when a modifier belongs to the browser. Escape always works. */
export function commandOf(event: Pressed, typing: boolean, letters: boolean): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const command = KEYS[event.key] ?? null;
  if (command === 'clear') return command;
  return typing || !letters ? null : command;
}
