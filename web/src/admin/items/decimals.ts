// Numbers as Indonesians type them: a comma or a point before the decimals.
export function decimalOf(typed: string): number | null {
  const text = typed.trim().replace(/\s/g, '').replace(',', '.').replace('−', '-');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
}
export const decimalText = (value: number | null): string => (value === null ? '' : String(value).replace('.', ','));
