/** How long to wait for a step that was lost with Temporal or its connection: it begins again once its timeout has passed, two minutes at most. */
export const BEGUN_AGAIN_MS = 200_000;
