/** The values of an option that may be given several times. */
export const collected = (one: string, before: string[] = []): string[] => [...before, one];
