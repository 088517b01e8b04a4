// The reason that the server writes for a suspension which no person ordered.
export const OUTAGE = 'outage';
