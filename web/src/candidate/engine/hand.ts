// What the candidate's hand is still doing: typing that is sent when the fingers rest, a place that is reported when
// the candidate stays. No DOM.
import type { ResponseValue } from '../../lib/wire/ResponseValue';

/** Typing is sent when the fingers rest this long. */
const TYPING_MS = 600;
/** A place on the screen is reported when the candidate stays this long. */
const VISIT_MS = 800;

export interface Typing {
  item_id: string;
  response: ResponseValue | null;
  /** The last stroke, on the server's clock: typing counts from there, not from when the fingers rested. */
  at_ms: number;
}

export class Hand {
  #typing: (Typing & { timer: Timer }) | null = null;
  #visiting: { item_id: string; timer: Timer } | null = null;

  constructor(
    private readonly ontyped: (typing: Typing) => void,
    private readonly onvisited: (itemId: string) => void,
  ) {}

  get typing(): Typing | null {
    return this.#typing && { item_id: this.#typing.item_id, response: this.#typing.response, at_ms: this.#typing.at_ms };
  }

  type(item_id: string, response: ResponseValue | null, at_ms: number): void {
    if (this.#typing && this.#typing.item_id !== item_id) this.rest();
    clearTimeout(this.#typing?.timer);
    this.#typing = { item_id, response, at_ms, timer: setTimeout(() => this.rest(), TYPING_MS) };
  }

  /** The fingers rest: what was typed goes out. */
  rest(): void {
    const typing = this.typing;
    this.#lift();
    if (typing) this.ontyped(typing);
  }

  /** A whole answer comes instead: what was typed for the same item is replaced by it, for another it goes out. */
  interrupted(itemId: string): void {
    if (this.#typing?.item_id === itemId) this.#lift();
    else this.rest();
  }

  visit(item_id: string): void {
    this.rest();
    clearTimeout(this.#visiting?.timer);
    this.#visiting = { item_id, timer: setTimeout(() => this.stay(), VISIT_MS) };
  }

  /** The place counts now. */
  stay(): void {
    this.rest();
    const visiting = this.#visiting;
    if (!visiting) return;
    clearTimeout(visiting.timer);
    this.#visiting = null;
    this.onvisited(visiting.item_id);
  }

  #lift(): void {
    clearTimeout(this.#typing?.timer);
    this.#typing = null;
  }
}

type Timer = ReturnType<typeof setTimeout>;
