// The form's own rules: the zone's wall clock, errors by field, the request as the wire wants it.
import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../lib/wire/SessionView';
import { draftOf, errorsFrom, errorsOf, newDraft, requestOf, usualZone } from './session_form';

const NOW = Date.UTC(2026, 10, 22, 3);
const filled = { ...newDraft(NOW, 'Asia/Makassar', 'b'), title: ' Sesi 1 ' };

describe('session form', () => {
  it('starts with tomorrow morning in the zone', () => {
    expect(filled).toMatchObject({ opensDay: '2026-11-23', opensTime: '08:00', closesTime: '12:00' });
    expect(requestOf(filled)).toMatchObject({ title: 'Sesi 1', opens_ms: Date.UTC(2026, 10, 23, 0), closes_ms: Date.UTC(2026, 10, 23, 4), bank_version: null });
  });
  it('keeps the wall clock when the zone changes', () => {
    expect(requestOf({ ...filled, zone: 'Asia/Jayapura' }).opens_ms).toBe(Date.UTC(2026, 10, 22, 23));
  });
  it('comes back from a session unchanged', () => {
    const request = requestOf(filled);
    const session = { ...request, id: 's', bank_version: 'v' } as unknown as SessionView;
    expect(requestOf(draftOf(session))).toEqual({ ...request, bank_version: 'v' });
  });
  it('names each wrong field', () => {
    expect(errorsOf(filled)).toEqual({});
    expect(Object.keys(errorsOf({ ...filled, title: ' ', opensDay: '', capacity: 0, blueprint: '' }))).toEqual(['title', 'opens_ms', 'capacity', 'blueprint_id']);
    expect(errorsOf({ ...filled, closesTime: '08:00' })).toEqual({ closes_ms: 'Harus sesudah waktu mulai.' });
    expect(errorsOf({ ...filled, capacity: 1.5 })).toHaveProperty('capacity');
  });
  it('keeps the first fault of a field', () => {
    const fault = (code: string) => ({ row: null, field: 'closes_ms', code, detail: '' });
    expect(errorsFrom([fault('not_after_opens'), fault('window_over')])).toEqual({ closes_ms: 'Harus sesudah waktu mulai.' });
  });
  it('guesses the zone', () => {
    expect(usualZone([], 'Europe/Berlin')).toBe('Asia/Jakarta');
    expect(usualZone([], 'Asia/Jayapura')).toBe('Asia/Jayapura');
    expect(usualZone([{ time_zone: 'Asia/Makassar' } as SessionView], 'Asia/Jakarta')).toBe('Asia/Makassar');
  });
});
