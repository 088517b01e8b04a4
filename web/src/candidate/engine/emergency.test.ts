import { describe, expect, it } from 'vitest';
import type { EmergencyBody } from '../../lib/wire/EmergencyBody';
import { answersOf, bodyOf, fileName, sealed, sealOf } from './emergency';
import type { Stored } from './journal';
import { AWAY_MS, offersFile, type Stall } from './offer';
import { QUIET_MS } from './saving';
import { Standstill, STANDSTILL_MS } from './standstill';

const answer = (client_seq: number, at_ms: number | null): Stored => ({
  command: { type: 'answer', client_seq, item_id: `i${client_seq}`, response: { kind: 'choice', option: 'A' }, seen_seq: 2, spent_ms: 7 }, at_ms,
});
const flag = (client_seq: number, at_ms: number): Stored => ({ command: { type: 'flag', client_seq, item_id: 'i', flagged: true }, at_ms });
const stamps = (waiting: Stored[], savedMs: number) => answersOf(waiting, savedMs).map((a) => [a.client_seq, a.at_ms]);

describe('the seal', () => {
  const KEY = '0b'.repeat(32);

  it('is the HMAC that the server makes', () => {
    expect(sealOf('Hi There', KEY)).toBe('198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7');
  });

  it('is over the UTF-8 bytes of exactly the text in the file', () => {
    const file = sealed({ attempt_id: 'a–é', form_fingerprint: 'f', client_id: 'c', saved_ms: 1, answers: [] }, KEY);
    expect(file.format).toBe('ukur-emergency/1');
    expect(file.seal).toBe(sealOf(file.body, KEY));
    expect(sealOf(`${file.body} `, KEY)).not.toBe(file.seal);
    expect((JSON.parse(file.body) as EmergencyBody).attempt_id).toBe('a–é');
  });
});

describe('the file', () => {
  it('holds exactly the fields of the format, answers only, by rising number', () => {
    const body = bodyOf('a1', 'print', { client_id: 'tab', saved_ms: 500, waiting: [answer(9, 400), flag(4, 300), answer(3, 200)] });
    expect(body).toEqual({
      attempt_id: 'a1', form_fingerprint: 'print', client_id: 'tab', saved_ms: 500,
      answers: [
        { client_seq: 3, item_id: 'i3', response: { kind: 'choice', option: 'A' }, seen_seq: 2, spent_ms: 7, at_ms: 200 },
        { client_seq: 9, item_id: 'i9', response: { kind: 'choice', option: 'A' }, seen_seq: 2, spent_ms: 7, at_ms: 400 },
      ],
    });
  });

  it('has stamps that never fall and never lie after it', () => {
    expect(stamps([answer(1, 300), answer(2, 200), answer(3, 900)], 500)).toEqual([[1, 300], [2, 300], [3, 500]]);
  });

  it('gives an answer without a stamp the one of what came next, or the moment of saving', () => {
    expect(stamps([answer(1, null), flag(2, 250), answer(3, null)], 500)).toEqual([[1, 250], [3, 500]]);
  });

  it('is named by attempt and the session’s time', () => {
    expect(fileName('0b0f1a2c-7777', Date.UTC(2026, 10, 22, 17, 5), 'Asia/Jakarta')).toBe('ukur-darurat-0b0f1a2c-20261123-0005.json');
  });
});

describe('the offer', () => {
  const stall: Stall = { answers: 2, late: 0, downForMs: null, waitedMs: 0, running: true, timeUp: false };
  it.each([
    [{ downForMs: AWAY_MS }, true],
    [{ downForMs: AWAY_MS - 1 }, false],
    [{ downForMs: AWAY_MS, answers: 0 }, false],
    [{ waitedMs: AWAY_MS }, true],
    [{ waitedMs: AWAY_MS - 1 }, false],
    [{ waitedMs: AWAY_MS, running: false }, false],
    [{ downForMs: AWAY_MS, running: false }, true],
    [{ timeUp: true, downForMs: QUIET_MS }, true],
    [{ timeUp: true, downForMs: QUIET_MS - 1 }, false],
    [{ timeUp: true }, false],
    [{ timeUp: true, downForMs: QUIET_MS, answers: 0 }, false],
    [{ late: 1, running: false }, true],
    [{ late: 1, answers: 0 }, false],
  ] as [Partial<Stall>, boolean][])('%j: %s', (change, offered) => expect(offersFile({ ...stall, ...change })).toBe(offered));
});

describe('a standstill', () => {
  it('is told once after every command was refused for so long', () => {
    const still = new Standstill();
    expect(still.refused(0)).toBe(false);
    expect(still.refused(STANDSTILL_MS - 1)).toBe(false);
    expect(still.refused(STANDSTILL_MS)).toBe(true);
    expect(still.refused(STANDSTILL_MS + 1)).toBe(false);
  });
  it('ends with an ack', () => {
    const still = new Standstill();
    still.refused(0);
    still.over();
    expect(still.refused(STANDSTILL_MS)).toBe(false);
  });
});
