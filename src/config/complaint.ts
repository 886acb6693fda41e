import { EksxError, exitCodes, type ExitCode } from '../errors.ts'

/** Something in a config that is wrong (error) or worth knowing (warning). */
export interface Complaint {
  /** The rule's number in the list of rules, where there is one. */
  readonly rule?: string
  readonly severity: 'error' | 'warning'
  /** `nodeGroups[0].desiredCapacity`; empty for the whole document. */
  readonly path: string
  /** `cluster.yaml:6:5`, or the flag: `--nodes`. */
  readonly where: string | undefined
  readonly message: string
  /** What to write instead. */
  readonly hint?: string
}

/** The complaint as one line: place, path, what is wrong and what would be right. */
export function complaintLine({ where, path, message, hint }: Complaint): string {
  const place = where?.startsWith('--') ? [where] : [where, path]
  const start = place.filter((part) => part !== undefined && part !== '')
  return [...start, shortened(message)].join(': ') + (hint === undefined ? '' : `; ${shortened(hint)}`)
}

/** A value that goes on for lines is told by its beginning. */
function shortened(text: string): string {
  return text.replaceAll(/"([^"\n]{60})[^"\n]{40,}"/g, '"$1…"')
}

/** A config that cannot be: all that is wrong with it, a line for each; what two rules say in the same words is said once. */
export class ConfigError extends EksxError {
  readonly complaints: readonly Complaint[]

  /** `exitCode` is `usage` (wrong by itself) unless the complaints needed a look at AWS. */
  constructor(complaints: readonly Complaint[], exitCode: ExitCode = exitCodes.usage) {
    super('ConfigInvalid', [...new Set(complaints.map(complaintLine))].join('\n'), { exitCode })
    this.name = 'ConfigError'
    this.complaints = complaints
  }
}
