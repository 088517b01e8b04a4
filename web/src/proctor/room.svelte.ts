// The live state of one board page: feed, clock, view, order, selection. The screens read it and call its methods.
import { SvelteSet } from 'svelte/reactivity';
import type { BoardRow } from '../lib/wire/BoardRow';
import type { StaffMe } from '../lib/wire/StaffMe';
import { maskName } from '../lib/staff/format';
import { groups, needs, type Group } from './attention';
import { apply, arrange, FIRST_VIEW, type Board, type Filter, type Order, type View } from './board';
import { Feed, type Line } from './feed';
import type { Action } from './interventions';

/** The order stands still so long after the last movement of the pointer or key in the table. */
const HOLD_MS = 4_000;
const KEPT = 'ukur-proctor';

type Kept = { seats: boolean; masked: boolean; letters: boolean };

function kept(): Kept {
  try {
    return { seats: false, masked: false, letters: true, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Kept>) };
  } catch {
    return { seats: false, masked: false, letters: true };
  }
}

export type Asked = { action: Action; ids: string[] | null };

export class BoardRoom {
  board = $state.raw<Board | null>(null);
  line = $state.raw<Line>({ state: 'connecting', attempt: 0 });
  now = $state(Date.now());
  view = $state.raw<View>(FIRST_VIEW);
  ids = $state.raw<string[]>([]);
  waitingOrder = $state(false);
  attention = $state.raw<Group[]>([]);
  needCount = $state(0);
  cursor = $state<string | null>(null);
  detail = $state<string | null>(null);
  asked = $state.raw<Asked | null>(null);
  /** The dialog for an emergency file; `attempt` when it was asked for in somebody's details. */
  emergency = $state.raw<{ attempt: string | null } | null>(null);
  wall = $state(false);
  kept = $state<Kept>(kept());
  readonly selected = new SvelteSet<string>();
  announcement = $state('');

  readonly chosen = $derived.by(() => [...this.selected].map((id) => this.board?.rows.get(id)).filter((row): row is BoardRow => row !== undefined));
  readonly masked = $derived(this.kept.masked || this.wall);
  readonly ready = $derived.by(() => (this.board ? [...this.board.rows.values()].filter((row) => row.status === 'awaiting_start') : []));

  private readonly feed: Feed;
  private tableTouched = -Infinity;
  private panelTouched = -Infinity;
  private ticker: ReturnType<typeof setInterval> | undefined;
  private readonly seenCalls = new Set<string>();

  constructor(readonly sessionId: string, readonly me: StaffMe, url: string, private readonly announce: (row: BoardRow) => string) {
    this.feed = new Feed(url, {
      open: (address) => new WebSocket(address), monotonic: () => performance.now(), random: Math.random,
      later: (run, ms) => setTimeout(run, ms), forget: (timer) => clearTimeout(timer as number),
    }, (message) => {
      this.board = apply(this.board, message);
      this.refresh();
    }, (line) => (this.line = line));
  }

  start(): () => void {
    this.feed.start();
    this.ticker = setInterval(() => this.tick(), 1000);
    const online = (): void => this.feed.retryNow();
    addEventListener('online', online);
    return () => {
      removeEventListener('online', online);
      clearInterval(this.ticker);
      this.feed.stop();
    };
  }

  retry(): void {
    this.feed.retryNow();
  }
  monotonic(): number {
    return this.feed.monotonic();
  }

  private tick(): void {
    this.now = this.feed.now();
    this.refresh();
  }

  private refresh(): void {
    if (!this.board) return;
    this.now = this.feed.now();
    const fresh = needs(this.board, this.now);
    this.needCount = fresh.length;
    this.attention = groups(fresh, this.attention, this.held(this.panelTouched));
    this.rearrange(false);
    for (const id of this.selected) if (!this.board.rows.has(id)) this.selected.delete(id);
    this.hearCalls();
  }

  private hearCalls(): void {
    for (const row of this.board?.rows.values() ?? []) {
      if (row.calling_since_ms === null) this.seenCalls.delete(row.attempt_id);
      else if (!this.seenCalls.has(row.attempt_id)) {
        this.seenCalls.add(row.attempt_id);
        this.announcement = this.announce(row);
      }
    }
  }

  private held(touched: number): boolean {
    return this.feed.monotonic() - touched < HOLD_MS;
  }

  private rearrange(now: boolean): void {
    if (!this.board) return;
    const next = arrange(this.board, this.view);
    const same = next.length === this.ids.length && next.every((id, index) => id === this.ids[index]);
    if (!same && !now && this.held(this.tableTouched)) {
      this.waitingOrder = true;
      return;
    }
    this.waitingOrder = false;
    if (!same) this.ids = next;
  }

  touchTable(): void {
    this.tableTouched = this.feed.monotonic();
  }
  leaveTable(): void {
    this.tableTouched = -Infinity;
    this.rearrange(true);
  }
  touchPanel(): void {
    this.panelTouched = this.feed.monotonic();
  }
  leavePanel(): void {
    this.panelTouched = -Infinity;
    this.refresh();
  }

  look(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.rearrange(true);
  }
  filterBy(filter: Filter): void {
    this.look({ filter: this.view.filter === filter ? 'all' : filter });
  }
  orderBy(order: Order): void {
    this.look({ order, down: this.view.order === order ? !this.view.down : order === 'progress' || order === 'incidents' ? true : false });
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id);
  }
  selectRange(id: string): void {
    const [from, to] = [this.ids.indexOf(this.cursor ?? id), this.ids.indexOf(id)];
    if (from < 0 || to < 0) return this.toggle(id);
    for (const each of this.ids.slice(Math.min(from, to), Math.max(from, to) + 1)) this.selected.add(each);
  }
  get allSelected(): boolean {
    return this.ids.length > 0 && this.ids.every((id) => this.selected.has(id));
  }
  toggleAll(): void {
    if (this.allSelected) this.selected.clear();
    else for (const id of this.ids) this.selected.add(id);
  }
  move(by: 1 | -1): string | null {
    const at = this.cursor === null ? -1 : this.ids.indexOf(this.cursor);
    const next = this.ids[at < 0 ? (by > 0 ? 0 : this.ids.length - 1) : Math.max(0, Math.min(this.ids.length - 1, at + by))] ?? null;
    this.cursor = next;
    this.touchTable();
    return next;
  }

  keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    localStorage.setItem(KEPT, JSON.stringify(this.kept));
  }
  setWall(on: boolean): void {
    this.wall = on;
    if (on) {
      this.selected.clear();
      this.detail = null;
    }
  }
  ask(action: Action, ids: string[] | null): void {
    if (!this.wall) this.asked = { action, ids };
  }

  loadEmergency(attempt: string | null): void {
    if (!this.wall) this.emergency = { attempt };
  }
  closeEmergency(): void {
    this.emergency = null;
  }

  nameOf(row: BoardRow): string {
    return this.masked ? maskName(row.name) : row.name;
  }
}
