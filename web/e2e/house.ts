// A house with several sessions: a hall's server whose events and sessions come from the staff's API.
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { AccessCard } from '../src/lib/wire/AccessCard';
import type { EventView } from '../src/lib/wire/EventView';
import type { Intervention } from '../src/lib/wire/Intervention';
import type { NewSession } from '../src/lib/wire/NewSession';
import type { SessionView } from '../src/lib/wire/SessionView';
import { BANK, Hall } from './hall';

const HOUR_MS = 3_600_000;

export class House extends Hall {
  /** Bank, blueprints and the accounts (a second administrator, because nobody approves an item alone); no event yet. */
  furnish(...blueprints: string[]): void {
    this.run('bank', 'load', BANK);
    for (const name of blueprints) this.run('blueprint', 'load', join(import.meta.dirname, `blueprints/${name}.toml`));
    this.run('staff', 'add', 'admin', '--name', 'Admin Uji', '--role', 'administrator');
    this.run('staff', 'add', 'penelaah', '--name', 'Penelaah Uji', '--role', 'administrator');
    this.run('staff', 'add', 'pengawas', '--name', 'Pengawas Uji', '--role', 'proctor');
  }

  async event(title: string): Promise<string> {
    return (await this.#post<EventView>('/api/events', { title, organiser: 'BKPSDM Kabupaten Contoh' })).id;
  }

  /** A draft with its candidates, running from an hour ago for four hours. */
  async draft(event: string, plan: Partial<NewSession> & { title: string; people?: string }): Promise<string> {
    const { people, ...given } = plan;
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const session: NewSession = {
      opens_ms: now - HOUR_MS, closes_ms: now + 3 * HOUR_MS, time_zone: 'Asia/Jakarta', capacity: 60, start: 'candidate', admission_required: false, blueprint_id: 'uji-lengkap', bank_version: null, ...given,
    };
    const { id } = await this.#post<SessionView>(`/api/events/${event}/sessions`, session);
    if (people !== undefined) {
      const answer = await (await this.staff()).post(`/api/sessions/${id}/candidates?dry_run=false`, { data: people, headers: { 'Content-Type': 'text/csv' } });
      expect(await answer.json()).toMatchObject({ faults: [] });
    }
    return id;
  }

  async open(session: string): Promise<AccessCard[]> {
    await this.#post(`/api/sessions/${session}/open`);
    return (await (await this.staff()).get(`/api/sessions/${session}/cards`)).json() as Promise<AccessCard[]>;
  }

  async close(session: string, reason: string): Promise<void> {
    await this.#post(`/api/sessions/${session}/close`, { reason });
  }

  async act(session: string, intervention: Intervention, attempts: string[], reason = ''): Promise<void> {
    expect(await this.#post(`/api/sessions/${session}/interventions`, { intervention, attempts, reason })).toMatchObject({ done: attempts.length, refused: [] });
  }

  async #post<T>(path: string, data?: object): Promise<T> {
    const answer = await (await this.staff()).post(path, data ? { data } : {});
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json() as Promise<T>;
  }
}
