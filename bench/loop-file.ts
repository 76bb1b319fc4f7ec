/** A loop that draws all there is, `evaluation` of it to measure the model. Its buckets are NAME-production, -ledger and -dataset. */
export const loopFile = (name: string, evaluation: number): string => `
name: ${name}
source: { bucket: ${name}-production, prefix: '' }
ledger: { bucket: ${name}-ledger, prefix: '' }
classes: [Bread, Rice]
schedule: { every: 24h }
settle: 0s
draws:
  - { name: evaluation, strategy: random, size: ${evaluation}, purpose: evaluation }
  - { name: rest, strategy: all, purpose: training }
annotation: { poll: 5s }
filing: { bucket: ${name}-dataset, mode: move }
`;
