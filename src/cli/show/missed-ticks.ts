/** How many ticks of a loop came to nothing since its Schedule exists, and what became of their objects. */
export const describeMissedTicks = (count: number): string =>
  `${count} ${count === 1 ? 'tick' : 'ticks'} while Temporal was down: the round after them took in their window`;
