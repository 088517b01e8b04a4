// How much narrower paper is than the screen: a drawing is made anew for it, so that its type keeps its size in print.
import { flushSync } from 'svelte';

/** A4 between margins of 15 mm, in CSS pixels. */
const PAPER_PX = 680;

class Printing {
  /** Of the width on the screen; 1 while nothing is printed. */
  share = $state(1);

  constructor() {
    // The printer takes the page as it stands when these are over.
    addEventListener('beforeprint', () => flushSync(() => (this.share = Math.min(1, PAPER_PX / (document.querySelector('main')?.clientWidth || PAPER_PX)))));
    addEventListener('afterprint', () => (this.share = 1));
  }
}

export const printing = new Printing();
