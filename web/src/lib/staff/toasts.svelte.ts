// Short notices at the edge of the page. Good news leaves by itself; a refusal stays until it is read.
export type Toast = { id: number; kind: 'good' | 'warn' | 'bad'; text: string; lines: string[] };

const STAYS_MS = 7_000;
let next = 1;
export const toasts = $state<Toast[]>([]);

export function dismiss(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

export function toast(kind: Toast['kind'], text: string, lines: string[] = []): void {
  const id = next++;
  toasts.push({ id, kind, text, lines });
  while (toasts.length > 4) toasts.shift();
  if (kind === 'good') setTimeout(() => dismiss(id), STAYS_MS);
}
