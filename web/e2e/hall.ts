// A hall: one real server on its own data directory, one open session, its candidates' cards, and the staff's API.
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, request, type APIRequestContext } from '@playwright/test';
import type { CandidateRow } from '../src/lib/wire/CandidateRow';
import type { Intervention } from '../src/lib/wire/Intervention';
import type { ResultsView } from '../src/lib/wire/ResultsView';

const ROOT = resolve(import.meta.dirname, '../..');
const UKUR = process.env.UKUR ?? join(ROOT, 'target/debug/ukur');
export const BANK = join(ROOT, 'web/e2e/bank');
export const PASSWORD = 'sandi-uji-ujung-ke-ujung';

export interface Plan {
  blueprint: 'uji-lengkap' | 'uji-singkat' | 'uji-bagian' | 'uji-adaptif';
  candidates: number;
  /** The session's window ends this many seconds from now; it cuts every deadline. */
  closesIn: number;
  admission: boolean;
  proctorStarts: boolean;
}

export interface Card {
  nip: string;
  code: string;
  name: string;
}

export class Hall {
  readonly cards: Card[] = [];
  session = '';
  closes = 0;
  #data = mkdtempSync(join(tmpdir(), 'ukur-e2e-'));
  #port = 0;
  #server: ChildProcess | null = null;
  #staff: APIRequestContext | null = null;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  prepare(plan: Plan): void {
    this.run('bank', 'load', BANK);
    this.run('blueprint', 'load', join(ROOT, `web/e2e/blueprints/${plan.blueprint}.toml`));
    if (plan.blueprint === 'uji-adaptif') this.calibrate();
    const event = this.run('event', 'add', '--title', 'Uji kompetensi (percobaan)', '--organiser', 'Uji').trim();
    this.closes = Math.ceil(Date.now() / 1000 + plan.closesIn) * 1000;
    const window = ['--opens', local(Date.now() - 3_600_000), '--closes', local(this.closes)];
    const rules = [...(plan.admission ? ['--admission'] : []), ...(plan.proctorStarts ? ['--proctor-starts'] : [])];
    this.session = this.run('session', 'add', '--event', event, '--title', 'Sesi percobaan', '--blueprint', plan.blueprint, ...window, ...rules).trim();
    this.run('candidate', 'import', this.session, this.#list(plan.candidates));
    this.run('session', 'open', this.session);
    for (const line of this.run('candidate', 'cards', this.session).trim().split('\n')) {
      const [nip = '', code = '', name = ''] = line.split('  ');
      this.cards.push({ nip, code, name });
    }
    this.run('staff', 'add', 'admin', '--name', 'Admin Uji', '--role', 'administrator');
  }

  /** Gives the bank an accepted calibration with made-up parameters: nobody has answered its items yet. `without` stay unknown. */
  calibrate(bank = 'uji', without: string[] = []): void {
    execFileSync(join(dirname(UKUR), 'examples/made_calibration'), [this.#data, bank, ...without], { stdio: 'pipe' });
  }

  async start(): Promise<void> {
    const server = spawn(UKUR, ['--data-dir', this.#data, '--listen', `127.0.0.1:${this.#port}`, 'serve'], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#server = server;
    for await (const line of createInterface({ input: server.stdout! })) {
      const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      this.#port = Number(port);
      server.stdout!.resume();
      return;
    }
    throw new Error('the server ended before it listened');
  }

  /** As when the power fails: no farewell, nothing flushed. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.#staff?.dispose();
    await this.kill();
    rmSync(this.#data, { recursive: true, force: true });
  }

  async staff(): Promise<APIRequestContext> {
    if (this.#staff) return this.#staff;
    const staff = await request.newContext({ baseURL: this.url });
    const answer = await staff.post('/api/staff/sign-in', { data: { username: 'admin', password: PASSWORD } });
    expect(answer.status()).toBe(200);
    return (this.#staff = staff);
  }

  /** Returns when the server has answered, which is when the effect may be expected within a second. */
  async intervene(intervention: Intervention, reason = 'Alasan percobaan'): Promise<void> {
    const staff = await this.staff();
    const answer = await staff.post(`/api/sessions/${this.session}/interventions`, { data: { intervention, attempts: null, reason } });
    expect(await answer.json()).toMatchObject({ done: 1, refused: [] });
  }

  async results(): Promise<ResultsView> {
    return (await (await this.staff()).get(`/api/sessions/${this.session}/results`)).json() as Promise<ResultsView>;
  }

  async candidates(): Promise<CandidateRow[]> {
    return (await (await this.staff()).get(`/api/sessions/${this.session}/candidates`)).json() as Promise<CandidateRow[]>;
  }

  /** One command of `ukur` on this hall's data. */
  run(...command: string[]): string {
    // Only `staff add` reads: writing to a command that has ended already fails with EPIPE.
    const input = command[0] === 'staff' ? `${PASSWORD}\n` : undefined;
    return execFileSync(UKUR, ['--data-dir', this.#data, ...command], { encoding: 'utf8', input, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  }

  #list(count: number): string {
    const rows = Array.from({ length: count }, (_, i) => {
      const two = String(i + 1).padStart(2, '0');
      return `1990010120200110${two},Peserta Percobaan ${two},Dinas Percobaan,pelaksana,,,Ruang A,${i + 1}`;
    });
    const file = join(this.#data, 'peserta.csv');
    writeFileSync(file, ['nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi', ...rows, ''].join('\n'));
    return file;
  }
}

/** `2026-11-22T08:00:00` as the clock on a wall in Jakarta. */
function local(ms: number): string {
  return new Date(ms + 7 * 3_600_000).toISOString().slice(0, 19);
}
