// The candidate's HTTP calls, with one kind of error. No DOM but `fetch`.
import type { CandidateMe } from '../../lib/wire/CandidateMe';
import type { CandidateSignedIn } from '../../lib/wire/CandidateSignedIn';
import type { CommandBatch } from '../../lib/wire/CommandBatch';
import type { CommandResults } from '../../lib/wire/CommandResults';
import type { FormView } from '../../lib/wire/FormView';
import type { Problem } from '../../lib/wire/Problem';
import type { ServerClock } from './clock';

/** A hall's line answers within this or not at all. */
const TIMEOUT_MS = 10_000;

export class ApiError extends Error {
  constructor(
    /** 0 when no answer came. */
    readonly status: number,
    /** The problem's stable code, `network` when no answer came, `unknown` when it was not a problem document. */
    readonly code: string,
    readonly retryAfterMs: number,
  ) {
    super(`${status} ${code}`);
  }
}

export class Api {
  constructor(
    private readonly clock: ServerClock,
    private readonly fetcher: typeof fetch = (...args) => fetch(...args),
  ) {}

  async signIn(nip: string, accessCode: string): Promise<CandidateSignedIn> {
    const sentAt = this.clock.now();
    const signedIn = await this.#call<CandidateSignedIn>('POST', '/api/candidate/sign-in', null, { nip, access_code: accessCode });
    this.clock.observe(signedIn.me.server_ms, sentAt);
    return signedIn;
  }

  async me(token: string): Promise<CandidateMe> {
    const sentAt = this.clock.now();
    const me = await this.#call<CandidateMe>('GET', '/api/candidate/me', token);
    this.clock.observe(me.server_ms, sentAt);
    return me;
  }

  form(token: string): Promise<FormView> {
    return this.#call<FormView>('GET', '/api/candidate/form', token);
  }

  async commands(token: string, batch: CommandBatch): Promise<CommandResults> {
    const sentAt = this.clock.now();
    const results = await this.#call<CommandResults>('POST', '/api/candidate/commands', token, batch);
    this.clock.observe(results.server_ms, sentAt);
    return results;
  }

  async #call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (token !== null) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await this.fetcher(path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) return (await response.json()) as T;
    } catch {
      throw new ApiError(0, 'network', 0);
    }
    throw await problemOf(response);
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const header = Number(response.headers.get('Retry-After'));
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  const seconds = problem?.retry_after_s ?? (Number.isFinite(header) ? header : 0);
  return new ApiError(response.status, problem?.code ?? 'unknown', seconds * 1000);
}
