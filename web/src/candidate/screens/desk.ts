// The screens that show items, in one chunk of their own: the first screen must come fast on a weak line.
export { default as AdaptiveRoom } from './AdaptiveRoom.svelte';
export { default as Practice } from './Practice.svelte';
export { default as Review } from './Review.svelte';
export { default as TestRoom } from './TestRoom.svelte';
