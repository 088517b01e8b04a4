// Two people bring an item into use.
import { describe, expect, it } from 'vitest';
import { STAGES, STEPS, stepsFrom, waysOf, writersOf } from './life';

const entry = (who: string, kind: string) => ({ number: 1, at_ms: 0, who, kind, text: '' });

describe('the life of an item', () => {
  it('keeps its writers from approving, until it was approved', () => {
    const trail = [entry('a', 'edited'), entry('b', 'edited'), entry('c', 'comment')];
    expect(writersOf(trail)).toEqual(['a', 'b']);
    expect(writersOf([...trail, entry('c', 'approve'), entry('b', 'edited'), entry('d', 'submit')])).toEqual(['b', 'd']);
    expect(waysOf('in_review', 'a', trail, 0)[0]).toEqual({ step: 'approve', blocked: 'own_work' });
    expect(waysOf('in_review', 'c', trail, 0)[0]).toEqual({ step: 'approve', blocked: null });
  });
  it('keeps what is not complete with its author', () => {
    expect(waysOf('draft', 'a', [], 2)[0]).toEqual({ step: 'submit', blocked: 'faults' });
  });
  it('has a way out of every stage, and every step leads from somewhere', () => {
    for (const stage of STAGES) expect(stepsFrom(stage)).not.toEqual([]);
    for (const step of STEPS) expect(STAGES.some((stage) => stepsFrom(stage).includes(step))).toBe(true);
  });
});
