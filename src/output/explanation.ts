import { type Answer, answer } from './answer.ts'
import type { Listing } from './listing.ts'

/** What there is to say of an error code. */
export interface ExplanationText {
  readonly means: string
  readonly causes: readonly string[]
  readonly help: readonly string[]
}

/** What stands behind an error code. */
export const explanationAnswer = (code: string, { means, causes, help }: ExplanationText): Answer =>
  answer(
    { code, means, causes, help },
    [means, '', 'USUALLY', ...causes.map((cause) => `  - ${cause}`), '', 'WHAT HELPS', ...help.map((line) => `  - ${line}`)].join('\n'),
  )

/** All codes. */
export const explanationList: Listing<{ readonly code: string; readonly means: string }> = {
  kind: 'error codes',
  name: ({ code }) => code,
  by: ({ code }) => code,
  columns: [
    ['CODE', ({ code }) => code],
    ['MEANING', ({ means }) => means],
  ],
}
