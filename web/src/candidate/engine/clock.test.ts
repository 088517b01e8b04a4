import { describe, expect, it } from 'vitest';
import { ServerClock } from './clock';

function clockAt(start: number) {
  const time = { now: start };
  return { time, clock: new ServerClock(() => time.now) };
}

describe('ServerClock', () => {
  it('knows nothing at first', () => expect(clockAt(0).clock.serverNow()).toBeNull());

  it('halves the round trip', () => {
    const { time, clock } = clockAt(1000);
    clock.observe(50_000, 900, 1000);
    time.now = 3000;
    expect(clock.serverNow()).toBe(52_050);
  });

  it('keeps the precise sample over a sloppy one that does not contradict it', () => {
    const { time, clock } = clockAt(1000);
    clock.observe(50_000, 998, 1000);
    time.now = 5000;
    clock.observe(53_700, 4400, 5000);
    expect(clock.serverNow()).toBe(54_001);
  });

  it('believes a contradicting sample: the machine slept', () => {
    const { time, clock } = clockAt(1000);
    clock.observe(50_000, 998, 1000);
    time.now = 2000;
    clock.observe(650_000, 1800, 2000);
    expect(clock.serverNow()).toBe(650_100);
  });

  it('a guess holds only until the first sample', () => {
    const { clock } = clockAt(1000);
    clock.guess(10_000);
    expect(clock.serverNow()).toBe(10_000);
    expect(clock.measured).toBe(false);
    clock.observe(90_000, 1000, 1000);
    clock.guess(5);
    expect(clock.serverNow()).toBe(90_000);
  });
});
