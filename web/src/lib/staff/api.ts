// The one way staff pages talk to the server: same-origin fetch with the HttpOnly cookie, JSON both ways, and every
// failure as an `ApiError` that carries a Problem (also when the network itself fails).
import type { Problem } from '../wire/Problem';
import { isStaffWord, t } from './text';

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

let whenSignedOut: () => void = () => {};

/** Called when any request finds that the cookie is gone or has expired. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

export function problemOf(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const code = given.code ?? (status === 0 ? 'network' : `http_${status}`);
  return { type: given.type ?? `urn:ukur:problem:${code}`, title: given.title ?? '', status, code, detail: given.detail ?? '', faults: given.faults ?? [], retry_after_s: given.retry_after_s ?? null };
}

async function send(method: Method, path: string, body?: BodyInit, contentType: string | null = 'application/json'): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET' && contentType !== null) headers['Content-Type'] = contentType;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, credentials: 'same-origin', ...(body === undefined ? {} : { body }) });
  } catch {
    throw new ApiError(problemOf(0, null));
  }
  if (!response.ok) {
    const problem = problemOf(response.status, await response.json().catch(() => null));
    if (response.status === 401 && !path.endsWith('/sign-in') && !path.endsWith('/me')) whenSignedOut();
    throw new ApiError(problem);
  }
  return response;
}

async function json<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const api = {
  get: async <T>(path: string): Promise<T> => json<T>(await send('GET', path)),
  post: async <T>(path: string, body: unknown = {}): Promise<T> => json<T>(await send('POST', path, JSON.stringify(body))),
  put: async <T>(path: string, body: unknown): Promise<T> => json<T>(await send('PUT', path, JSON.stringify(body))),
  remove: async (path: string): Promise<void> => void (await send('DELETE', path)),
  /** The bytes as they are: what encoding a file has is the server's to find out. */
  postFile: async <T>(path: string, file: Blob, type: string): Promise<T> => json<T>(await send('POST', path, await file.arrayBuffer(), type)),
  /** Several parts; the browser itself names the boundary between them. */
  postForm: async <T>(path: string, form: FormData): Promise<T> => json<T>(await send('POST', path, form, null)),
  postText: async <T>(path: string, text: string, type: string): Promise<T> => json<T>(await send('POST', path, text, type)),
};

const SAME_AS: Record<string, string> = { wrong_credentials: 'bad_credentials', sign_in_failed: 'bad_credentials', unauthorized: 'not_signed_in', too_many_attempts: 'too_many', rate_limited: 'too_many', too_many_requests: 'too_many' };

/** A sentence for people: by code, else by the kind of status. */
export function problemText(problem: Problem, path = ''): string {
  const code = SAME_AS[problem.code] ?? problem.code;
  const key = `p_${code}`;
  if (isStaffWord(key)) return t(key, { n: problem.retry_after_s ?? 30 });
  const { status } = problem;
  if (status === 401) return t(path.endsWith('/sign-in') ? 'p_bad_credentials' : 'p_not_signed_in');
  if (status === 403) return t('p_forbidden');
  if (status === 404) return t('p_not_found');
  if (status === 409 || status === 412) return t('p_conflict');
  if (status === 400 || status === 422) return t('p_invalid');
  if (status === 429) return t('p_too_many', { n: problem.retry_after_s ?? 30 });
  return t(status >= 500 ? 'p_server' : 'p_other');
}

/** Which bank a `bank_locked` speaks of. */
export const lockedBank = ({ code, detail }: Problem): string | null => (code === 'bank_locked' ? (/^bank (.+) is protected/.exec(detail)?.[1] ?? null) : null);

export const asProblem = (error: unknown): Problem =>
  error instanceof ApiError ? error.problem : problemOf(500, { code: 'page', detail: String(error) });
