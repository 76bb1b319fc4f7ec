/** What people changed in Label Studio, and answers that say nothing the loop knows, a line each. */
export const irregularityLines = (sentences: readonly string[]): string[] =>
  sentences.length === 0 ? [] : ['Not as it was asked:', ...sentences.map((sentence) => `  ${sentence}`)];
