// The emergency file: answers that could not be delivered, sealed so that nobody can change them on the way to the
// proctor's computer. What it is and how it is judged: docs/protocol.md, "The emergency file". No DOM.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { EmergencyAnswer } from '../../lib/wire/EmergencyAnswer';
import type { EmergencyBody } from '../../lib/wire/EmergencyBody';
import type { EmergencyEnvelope } from '../../lib/wire/EmergencyEnvelope';
import type { Stored } from './journal';

export const FORMAT = 'ukur-emergency/1';

/**
 * The answers among what waits, by number, with stamps that never fall and never lie after `savedMs`. A command of an
 * earlier version of this page has no stamp: it was given before the next one, so it takes that one's.
 */
export function answersOf(waiting: readonly Stored[], savedMs: number): EmergencyAnswer[] {
  const ordered = [...waiting].sort((a, b) => a.command.client_seq - b.command.client_seq);
  const filled: number[] = [];
  ordered.reduceRight((next, { at_ms }, i) => (filled[i] = at_ms ?? next), savedMs);
  let latest = 0;
  return ordered.flatMap(({ command }, i) => {
    latest = Math.max(latest, filled[i] ?? savedMs);
    if (command.type !== 'answer') return [];
    const { client_seq, item_id, response, seen_seq, spent_ms } = command;
    return [{ client_seq, item_id, response, seen_seq, spent_ms, at_ms: Math.min(latest, savedMs) }];
  });
}

export function bodyOf(attemptId: string, fingerprint: string, unsent: { client_id: string; saved_ms: number; waiting: readonly Stored[] }): EmergencyBody {
  const { client_id, saved_ms, waiting } = unsent;
  return { attempt_id: attemptId, form_fingerprint: fingerprint, client_id, saved_ms, answers: answersOf(waiting, saved_ms) };
}

/** HMAC-SHA-256 of the text's UTF-8 bytes, as lower-case hexadecimal digits. */
export const sealOf = (text: string, keyHex: string): string => bytesToHex(hmac(sha256, hexToBytes(keyHex), utf8ToBytes(text)));

/** The seal is over exactly the text that is written. */
export function sealed(body: EmergencyBody, keyHex: string): EmergencyEnvelope {
  const text = JSON.stringify(body);
  return { format: FORMAT, body: text, seal: sealOf(text, keyHex) };
}

/** `ukur-darurat-0b0f1a2c-20261122-0841.json`, in the session's own time. */
export function fileName(attemptId: string, savedMs: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  const part = Object.fromEntries(format.formatToParts(savedMs).map(({ type, value }) => [type, value]));
  return `ukur-darurat-${attemptId.slice(0, 8)}-${part.year}${part.month}${part.day}-${part.hour}${part.minute}.json`;
}
