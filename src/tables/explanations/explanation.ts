/** What an error code stands for, for whoever meets it without a network. */
export interface Explanation {
  /** What it means, in a sentence. */
  readonly means: string
  /** What it usually comes from, the likeliest first. */
  readonly causes: readonly string[]
  /** What helps, in the order in which to try it. */
  readonly help: readonly string[]
}

/** Explanations by code. */
export type Explanations = Readonly<Record<string, Explanation>>
