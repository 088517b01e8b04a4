// Candidates without a browser: they talk as docs/protocol.md says, answer as well as they are told to, and keep their
// lines open through one page.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, request, type APIRequestContext, type Page } from '@playwright/test';
import type { CandidateSignedIn } from '../src/lib/wire/CandidateSignedIn';
import type { ClientCommand } from '../src/lib/wire/ClientCommand';
import type { CommandResults } from '../src/lib/wire/CommandResults';
import type { FormView } from '../src/lib/wire/FormView';
import type { ResponseValue } from '../src/lib/wire/ResponseValue';
import { BANK } from './hall';

type Answers = { right: ResponseValue; wrong: ResponseValue };
type Without<T> = T extends ClientCommand ? Omit<T, 'client_seq'> : never;

/** The bank's own keys, read from its files. */
const ANSWERS = new Map<string, Answers>(
  ['technical', 'sociocultural', 'digital_literacy', 'numerical_reasoning']
    .flatMap((domain) => readdirSync(join(BANK, domain)).map((file) => readFileSync(join(BANK, domain, file), 'utf8')))
    .map((text) => [field(text, 'id').slice(1, -1), answersOf(text)]),
);

function field(text: string, name: string): string {
  return new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1]?.trim() ?? '';
}

function answersOf(text: string): Answers {
  const kind = field(text, 'interaction').slice(1, -1);
  const key = field(text, 'key');
  const letters = [...key.matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
  const others = ['A', 'B', 'C', 'D'].filter((letter) => !letters.includes(letter));
  if (kind === 'multiple_response') return { right: { kind: 'choices', options: letters }, wrong: { kind: 'choices', options: others.slice(0, 2) } };
  if (kind === 'numeric_entry') return { right: { kind: 'number', value: key }, wrong: { kind: 'number', value: '7' } };
  if (kind === 'ordering') return { right: { kind: 'order', elements: letters }, wrong: { kind: 'order', elements: [...letters].reverse() } };
  if (kind === 'matching') {
    const lefts = [...key.matchAll(/(\w+) = "/g)].map((match) => match[1]!);
    const pairs = (shift: number): [string, string][] => lefts.map((left, i) => [left, letters[(i + shift) % letters.length]!]);
    return { right: { kind: 'match', pairs: pairs(0) }, wrong: { kind: 'match', pairs: pairs(1) } };
  }
  if (kind === 'graded_judgement') {
    const weights = [...field(text, 'weights').matchAll(/(\w) = (\d)/g)].sort((a, b) => Number(b[2]) - Number(a[2])).map((match) => match[1]!);
    return { right: { kind: 'choice', option: weights[0]! }, wrong: { kind: 'choice', option: weights.at(-1)! } };
  }
  return { right: { kind: 'choice', option: letters[0]! }, wrong: { kind: 'choice', option: others[0]! } };
}

export class Visitor {
  readonly #client = randomUUID();
  #seq = 0;
  #seen = 0;
  private constructor(
    readonly api: APIRequestContext,
    readonly token: string,
    readonly attempt: string,
    readonly name: string,
  ) {}

  static async arrive(api: APIRequestContext, card: { nip: string; access_code: string }): Promise<Visitor> {
    const answer = await api.post('/api/candidate/sign-in', { data: { nip: card.nip, access_code: card.access_code } });
    expect(answer.status()).toBe(200);
    const { token, me } = (await answer.json()) as CandidateSignedIn;
    return new Visitor(api, token, me.attempt_id, me.name);
  }

  async send(...commands: Without<ClientCommand>[]): Promise<void> {
    const numbered = commands.map((command) => ({ ...command, client_seq: (this.#seq += 1) }));
    const answer = await this.api.post('/api/candidate/commands', { data: { client_id: this.#client, commands: numbered }, headers: this.#headers });
    const given = (await answer.json()) as CommandResults;
    expect(given.results.map((result) => result.type)).toEqual(numbered.map(() => 'ack'));
    this.#seen = given.snapshot.seq;
  }

  /** Answers the first `count` items, a share of `skill` of them rightly, spread evenly over the form. */
  async work(count: number, skill: number, seed = 0): Promise<void> {
    const form = (await (await this.api.get('/api/candidate/form', { headers: this.#headers })).json()) as FormView;
    const items = form.sections.flatMap((section) => section.items).slice(0, count);
    const answers = items.map((item, index): Without<ClientCommand> => {
      const known = ANSWERS.get(item.id)!;
      const right = ((index + 1) * 0.618 + seed * 0.37) % 1 < skill;
      return { type: 'answer', item_id: item.id, response: right ? known.right : known.wrong, seen_seq: this.#seen, spent_ms: 30_000 };
    });
    if (answers.length > 0) await this.send(...answers);
  }

  get #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }
}

export async function arriveAll(url: string, cards: { nip: string; access_code: string }[]): Promise<Visitor[]> {
  const api = await request.newContext({ baseURL: url });
  return Promise.all(cards.map((card) => Visitor.arrive(api, card)));
}

/** Opens a line for each token from a page of the server itself and keeps it alive as long as the page is. */
export async function connect(page: Page, url: string, tokens: string[]): Promise<void> {
  if (!page.url().startsWith(url)) await page.goto(`${url}/healthz`);
  await page.evaluate(async (all) => {
    const lines = ((globalThis as { lines?: Map<string, WebSocket> }).lines ??= new Map<string, WebSocket>());
    await Promise.all(
      all.map((token) => new Promise<void>((done, failed) => {
        const line = new WebSocket(`ws://${location.host}/ws/candidate`, 'ukur.v1');
        lines.set(token, line);
        line.onopen = () => line.send(JSON.stringify({ type: 'hello', protocol: 1, token, client_id: crypto.randomUUID() }));
        line.onmessage = () => done();
        line.onerror = () => failed(new Error('no line'));
        setInterval(() => line.readyState === WebSocket.OPEN && line.send(JSON.stringify({ type: 'ping', sent_ms: Date.now() })), 10_000);
      })),
    );
  }, tokens);
}

export async function cut(page: Page, tokens: string[]): Promise<void> {
  await page.evaluate((all) => {
    for (const token of all) (globalThis as { lines?: Map<string, WebSocket> }).lines?.get(token)?.close();
  }, tokens);
}
