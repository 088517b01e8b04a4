// The candidate's room: joins the engine, what is kept, and the clock into the state that the screens show.
import type { CandidateMe } from '../lib/wire/CandidateMe';
import type { FormView } from '../lib/wire/FormView';
import { Api, ApiError } from './engine/api';
import { backoffMs } from './engine/backoff';
import { ServerClock } from './engine/clock';
import { forgetAttempt, openDatabase, type UkurDatabase } from './engine/database';
import { Engine } from './engine/engine';
import { IdbJournal } from './engine/idb_journal';
import { MemoryJournal } from './engine/journal';
import { SUBPROTOCOL } from './engine/link';
import type { Saving } from './engine/saving';
import type { EngineState } from './engine/state';
import { IdbVault, MemoryVault, type Vault } from './engine/vault';
import { Emergency } from './emergency.svelte';
import { handOver, takeOver } from './leaving';
import { keepMedia } from './offline';
import { mediaOf, Paper } from './paper';
import { screenFor, type Step } from './where';

interface Login {
  token: string;
  attempt_id: string;
}

const TICK_MS = 250;
/** After a deadline passed in silence, ask this often. */
const ASK_MS = 4000;

export class Room {
  loaded = $state(false);
  login: Login | null = $state.raw(null);
  step: Step = $state('confirm');
  me: CandidateMe | null = $state.raw(null);
  form: FormView | null = $state.raw(null);
  attempt: EngineState | null = $state.raw(null);
  saving: Saving = $state.raw({ state: 'saved' });
  serverNow: number | null = $state(null);
  reviewing = $state(false);
  /** The item that the review page sends the candidate back to. */
  openItem: string | null = $state(null);
  /** Where the candidate was before the review page or a pause took the screen. */
  lastShown: string | null = null;
  readNotices: number[] = $state.raw([]);
  busy = $state(false);
  signInError: ApiError | null = $state.raw(null);

  readonly clock = new ServerClock(() => performance.now());
  readonly api = new Api(this.clock);
  engine: Engine | null = null;
  readonly emergency = new Emergency(this);
  storageRefused = $state(false);

  readonly phase = $derived(this.attempt?.view.phase ?? null);
  /** Items of an adaptive test come from all sections in turn: they have numbers, no headings. */
  readonly paper = $derived(this.form && this.me ? new Paper(this.form, this.me.session.adaptive ? [] : this.me.session.sections) : null);
  /** Where an adaptive test stands. */
  readonly offer = $derived(this.phase?.phase === 'in_progress' ? (this.phase.offer ?? null) : null);
  /** The item it offers has not come to this page yet. */
  readonly itemMissing = $derived(this.offer !== null && this.offer.item_id !== null && !this.paper?.place(this.offer.item_id));
  readonly paperReady = $derived(
    this.phase?.phase === 'in_progress' &&
      (this.offer ? this.offer.item_id === null || (this.paper?.places.length ?? 0) > 0 : (this.paper?.holds(this.phase.section) ?? false)),
  );
  readonly formWanted = $derived(this.phase?.phase === 'in_progress' && (this.offer ? this.itemMissing : !this.paperReady));
  /** To the end of the open section or of the whole, whichever is nearer; `null` while no clock runs. */
  readonly remainingMs = $derived(
    this.phase?.phase === 'in_progress' && this.serverNow !== null
      ? Math.min(this.phase.section_deadline_ms, this.phase.deadline_ms) - this.serverNow
      : null,
  );
  readonly screen = $derived(
    screenFor({
      loaded: this.loaded,
      signedIn: this.login !== null && this.me !== null,
      step: this.step,
      stopped: this.attempt?.stopped ?? null,
      phase: this.phase,
      paperReady: this.paperReady,
      timeUp: this.remainingMs !== null && this.remainingMs <= 0,
      reviewing: this.reviewing,
    }),
  );

  #db: UkurDatabase | null = null;
  #vault: Vault = new MemoryVault();
  #formFailures = 0;
  #formBusy = false;
  #askedAt = 0;
  /** A form that an earlier version of this page kept has no seal key: it is fetched again, once. */
  #keyAsked = false;

  async boot(): Promise<void> {
    try {
      this.#db = await openDatabase();
      this.#vault = new IdbVault(this.#db);
    } catch {
      this.storageRefused = true;
    }
    const login = await this.#vault.get<Login>('login');
    if (login) await this.#enter(login);
    this.loaded = true;
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener('online', () => this.engine?.nudge());
    addEventListener('pagehide', () => this.login && this.engine && handOver(this.login.attempt_id, this.engine.leave()));
    // The page was not left after all: it stores by itself.
    addEventListener('pageshow', (event) => event.persisted && this.login && handOver(this.login.attempt_id, []));
    addEventListener('beforeunload', (event) => {
      if (this.attempt && !this.attempt.durable && this.attempt.pending > 0) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.engine?.nudge();
      else this.engine?.flush();
    });
  }

  async signIn(nip: string, code: string): Promise<void> {
    this.busy = true;
    this.signInError = null;
    try {
      const { token, me } = await this.api.signIn(nip, code);
      const login = { token, attempt_id: me.attempt_id };
      await this.#vault.put('login', login);
      await this.#vault.put(`me ${me.attempt_id}`, me);
      await this.#vault.put(`step ${me.attempt_id}`, 'confirm');
      await this.#enter(login);
    } catch (error) {
      this.signInError = error instanceof ApiError ? error : new ApiError(0, 'unknown', 0);
    }
    this.busy = false;
  }

  /** Leaves this computer. What is not sent yet stays here, under the attempt. */
  async signOut(): Promise<void> {
    const { login } = this;
    const settled = (this.attempt?.unsettled ?? 0) === 0;
    this.engine?.close();
    this.engine = null;
    this.emergency.forget();
    this.login = this.me = this.form = this.attempt = null;
    this.step = 'confirm';
    this.reviewing = false;
    await this.#vault.remove('login');
    if (login && settled && this.#db) await forgetAttempt(this.#db, login.attempt_id).catch(() => undefined);
  }

  async goTo(step: Step): Promise<void> {
    const confirmed = this.step === 'confirm';
    this.step = step;
    if (this.login) await this.#vault.put(`step ${this.login.attempt_id}`, step);
    if (confirmed) this.engine?.connect();
  }

  review(): void {
    this.engine?.flush();
    this.reviewing = true;
  }

  backTo(item: string | null): void {
    this.openItem = item;
    this.reviewing = false;
  }

  async markRead(...ids: number[]): Promise<void> {
    this.readNotices = [...this.readNotices, ...ids];
    if (this.login) await this.#vault.put(`read ${this.login.attempt_id}`, this.readNotices);
  }

  async #enter(login: Login): Promise<void> {
    const { attempt_id, token } = login;
    const [me, form, step, read] = await Promise.all([
      this.#vault.get<CandidateMe>(`me ${attempt_id}`),
      this.#vault.get<FormView>(`form ${attempt_id}`),
      this.#vault.get<Step>(`step ${attempt_id}`),
      this.#vault.get<number[]>(`read ${attempt_id}`),
    ]);
    this.lastShown = null;
    this.me = me;
    this.form = form;
    this.step = step ?? 'confirm';
    this.readNotices = read ?? [];
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const engine = new Engine({
      journal: this.#db ? new IdbJournal(this.#db, attempt_id) : new MemoryJournal(),
      api: this.api, clock: this.clock, token,
      openSocket: () => new WebSocket(`${scheme}://${location.host}/ws/candidate`, SUBPROTOCOL),
      random: Math.random,
      pcNow: Date.now,
    });
    this.engine = engine;
    engine.subscribe(() => this.#followed(engine));
    await engine.load();
    await engine.takeBack(takeOver(attempt_id));
    this.login = login;
    if (this.step !== 'confirm') engine.connect();
    void this.#refreshMe(login);
  }

  async #refreshMe({ token, attempt_id }: Login): Promise<void> {
    try {
      this.me = await this.api.me(token);
      await this.#vault.put(`me ${attempt_id}`, this.me);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.engine?.signedOut();
      else if (!this.me) setTimeout(() => this.login?.token === token && void this.#refreshMe({ token, attempt_id }), 3000);
    }
  }

  #followed(engine: Engine): void {
    if (this.engine !== engine) return;
    this.attempt = engine.state;
    this.serverNow = this.clock.serverNow();
    this.saving = engine.saving;
    if (this.phase?.phase !== 'in_progress') return;
    const keyless = this.paperReady && !this.form?.seal_key && !this.#keyAsked;
    if (keyless) this.#keyAsked = true;
    if (this.formWanted || keyless) void this.#fetchForm();
  }

  async #fetchForm(): Promise<void> {
    const { login } = this;
    if (this.#formBusy || !login) return;
    this.#formBusy = true;
    try {
      const form = await this.api.form(login.token);
      this.#formFailures = 0;
      if (this.login === login) {
        if (!this.paperReady) this.reviewing = false;
        this.form = form;
        await this.#vault.put(`form ${login.attempt_id}`, form);
        void keepMedia(mediaOf(form));
        // The server is a step behind what it said: it is asked again, not at once.
        if (this.itemMissing) await new Promise((r) => setTimeout(r, backoffMs(1, Math.random, 0)));
      }
    } catch (error) {
      this.#formFailures += 1;
      if (error instanceof ApiError && error.status === 401) this.engine?.signedOut();
      await new Promise((r) => setTimeout(r, backoffMs(this.#formFailures, Math.random, error instanceof ApiError ? error.retryAfterMs : 0)));
    }
    this.#formBusy = false;
    if (this.engine && this.formWanted) this.#followed(this.engine);
  }

  #tick(): void {
    this.serverNow = this.clock.serverNow();
    if (!this.engine) return;
    const saving = this.engine.saving;
    if (JSON.stringify(saving) !== JSON.stringify(this.saving)) this.saving = saving;
    this.emergency.look();
    const over = this.remainingMs !== null && this.remainingMs < -(this.attempt?.graceMs ?? 0) - 1000;
    if (over && performance.now() - this.#askedAt > ASK_MS) {
      this.#askedAt = performance.now();
      void this.engine.refresh();
    }
  }
}

export const room = new Room();
