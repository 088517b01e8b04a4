// A house in full swing: a lively session for the board, a finished one with all four categories, and a draft.
import type { Page } from '@playwright/test';
import type { AccessCard } from '../src/lib/wire/AccessCard';
import { arriveAll, connect, cut, type Visitor } from './crowd';
import { House } from './house';
import { people } from './people';

const MINUTE_MS = 60_000;

export interface Stage {
  live: string;
  results: string;
  draft: string;
  event: string;
}

/** `lines` is a page that holds the candidates' lines. */
export async function setStage(house: House, lines: Page): Promise<Stage> {
  const event = await house.event('Uji Kompetensi ASN Kabupaten Contoh 2026');
  const live = await house.draft(event, { title: 'Sesi 2 · Aula Utama', people: people(42, 21), admission_required: true });
  const results = await house.draft(event, { title: 'Sesi 1 · Aula Utama', people: people(44) });
  const draft = await house.draft(event, { title: 'Sesi 3 · SMK Negeri 1', time_zone: 'Asia/Makassar', opens_ms: Date.now() + 86_400_000, closes_ms: Date.now() + 86_400_000 + 10_800_000, people: people(12) });
  await fillBoard(house, live, await house.open(live), lines);
  await fillResults(house, results, await house.open(results));
  return { live, results, draft, event };
}

/** Working, waiting, suspended, calling, cut off, finished, absent, with more time. */
async function fillBoard(house: House, session: string, cards: AccessCard[], lines: Page): Promise<void> {
  const seats = [...cards].sort((a, b) => (a.seat ?? '').localeCompare(b.seat ?? ''));
  const of = (numbers: number[], all: Visitor[]): Visitor[] => numbers.map((n) => all[n]!);
  const present = await arriveAll(house.url, seats.filter((_, n) => ![4, 12, 19, 33, 40].includes(n)));
  await connect(lines, house.url, present.map((one) => one.token));
  const waiting = of([8, 24], present);
  const working = present.filter((one) => !waiting.includes(one));
  await house.act(session, { action: 'admit' }, working.map((one) => one.attempt));
  await Promise.all(working.map(async (one, n) => {
    await one.send({ type: 'start' });
    await one.work(6 + ((n * 7) % 20), 0.7, n);
  }));
  const lost = of([5, 21], present);
  await cut(lines, lost.map((one) => one.token));
  await Promise.all(of([2, 10, 17, 27, 34], present).map(async (one, n) => {
    await one.work(25, 0.8, n);
    await one.send({ type: 'submit' });
  }));
  await house.act(session, { action: 'suspend' }, [present[13]!.attempt], 'Izin ke toilet');
  await house.act(session, { action: 'suspend' }, [present[29]!.attempt], 'Gangguan perangkat');
  await house.act(session, { action: 'extend', added_ms: 10 * MINUTE_MS }, [present[7]!.attempt, present[31]!.attempt], 'Gangguan jaringan');
  await house.act(session, { action: 'end' }, [present[20]!.attempt], 'Sakit atau kurang sehat');
  await Promise.all(of([3, 18], present).map((one) => one.send({ type: 'call_proctor', calling: true })));
}

async function fillResults(house: House, session: string, cards: AccessCard[]): Promise<void> {
  const present = await arriveAll(house.url, cards.slice(0, 40));
  await Promise.all(present.map(async (one, n) => {
    await one.send({ type: 'start' });
    await one.work(n % 11 === 3 ? 19 : 25, 0.42 + ((n * 13) % 40) / 66, n);
    if (n % 8 !== 5) await one.send({ type: 'submit' });
  }));
  await house.act(session, { action: 'void' }, [present[5]!.attempt], 'Peserta bukan orang yang terdaftar');
  await house.close(session, 'Waktu sesi sudah selesai');
}
