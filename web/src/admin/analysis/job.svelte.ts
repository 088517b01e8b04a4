// The calibration at work: asked for once a second while it runs, and only while somebody looks.
import { api, asProblem } from '../../lib/staff/api';
import type { CalibrationJob } from '../../lib/wire/CalibrationJob';
import type { CalibrationRequest } from '../../lib/wire/CalibrationRequest';
import type { Problem } from '../../lib/wire/Problem';
import { isRunning } from './calibrations';
import { analysisAddress } from './overview.svelte';

const EVERY_MS = 1000;

export class JobWatch {
  job = $state.raw<CalibrationJob | null>(null);
  problem = $state.raw<Problem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  /** `whenOver`: what was running is not any more. */
  constructor(private readonly whenOver: () => void) {}

  async look(): Promise<void> {
    try {
      this.#take(await api.get<CalibrationJob | null>(this.job ? `/api/analysis/jobs/${encodeURIComponent(this.job.id)}` : '/api/analysis/jobs'));
    } catch (error) {
      this.problem = asProblem(error);
      this.#again();
    }
  }

  async start(bank: string, request: CalibrationRequest): Promise<void> {
    this.#take(await api.post<CalibrationJob>(`${analysisAddress(bank)}/calibrations`, request));
  }

  async cancel(): Promise<void> {
    if (!this.job) return;
    try {
      await api.remove(`/api/analysis/jobs/${encodeURIComponent(this.job.id)}`);
    } catch (error) {
      this.problem = asProblem(error);
    }
    await this.look();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #take(job: CalibrationJob | null): void {
    const was = isRunning(this.job);
    [this.job, this.problem] = [job, null];
    this.#again();
    if (was && !isRunning(job)) this.whenOver();
  }

  /** A lost answer does not end the watch. */
  #again(): void {
    clearTimeout(this.#timer);
    if (isRunning(this.job) && !this.#ended) this.#timer = setTimeout(() => void this.look(), EVERY_MS);
  }
}
