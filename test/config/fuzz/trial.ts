import { type Complaint, ConfigError } from '#src/config/complaint.ts'
import type { Purpose } from '#src/config/config.ts'
import { readDocument } from '#src/config/document.ts'
import { printConfig } from '#src/config/dry-run.ts'
import { readConfig } from '#src/config/read.ts'
import { settle } from '#src/config/settle.ts'
import { EksxError } from '#src/errors.ts'
import { survey } from '../stated.ts'
import { breaches } from './schema.ts'

/** Work on a single document that takes longer than this (milliseconds of processor time) is a hang. */
const longest = 2000

/**
 * Reads and settles a text as commands do, and throws where a promise breaks: a crash, a hang, a complaint without its place or with a
 * hole in it, a printed config that does not give itself again, an editor's schema that thinks otherwise. True where it was accepted.
 */
export function trial(text: string, purpose: Purpose = 'create cluster'): boolean {
  const start = process.cpuUsage()
  const complaints = outcome(text, purpose)
  const spent = process.cpuUsage(start).user / 1000
  if (spent > longest) throw new Error(`took ${Math.round(spent)} ms`)
  for (const complaint of complaints) mustBePlain(complaint, text)
  agreeWithSchema(text, complaints)
  return complaints.every(({ severity }) => severity === 'warning')
}

function outcome(text: string, purpose: Purpose): readonly Complaint[] {
  try {
    const config = readConfig(text, 'fuzz.yaml', purpose)
    const live = purpose === 'create cluster' ? undefined : { version: '1.34' }
    const settled = settle(config, { ...survey, live })
    if (purpose === 'create cluster') mustGiveItselfAgain(printConfig(settled))
    return [...config.warnings, ...settled.warnings]
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    if (error instanceof EksxError && error.code === 'ConfigTooLarge') return []
    throw error
  }
}

/** What `--dry-run` prints is a config, and one that prints the same. */
function mustGiveItselfAgain(printed: string): void {
  let again: string
  try {
    again = printConfig(settle(readConfig(printed, 'printed.yaml'), survey))
  } catch (error) {
    // What was settled of a private cluster, Auto Mode or a nodegroup of one's own image is stated once it is printed; rules may refuse that.
    if (error instanceof ConfigError) return
    throw error
  }
  if (again !== printed) throw new Error(`printed\n${printed}\nand then\n${again}`)
}

function mustBePlain({ where, path, message, hint }: Complaint, text: string): void {
  const told = `${where}: ${path}: ${message}; ${hint}`
  if (/\bundefined\b(?!$)|\[object|\bNaN\b/.test(`${message} ${hint ?? ''}`)) throw new Error(`a hole in: ${told}`)
  const [, line, column] = /^fuzz\.yaml(?::(\d+):(\d+))?$/.exec(where ?? '') ?? []
  const lines = text.split(/\r\n|\r|\n/)
  if (where !== 'fuzz.yaml' && (lines[Number(line) - 1] ?? '').length + 1 < Number(column)) throw new Error(`no such place: ${told}`)
  if (where === undefined) throw new Error(`no place: ${told}`)
}

/** What the schema cannot say: texts that are read otherwise, and forms that only rules know. */
const beyondSchema = /looks like a placeholder|typographic|is not an address range|is written twice|has no anchor|holds itself|<< takes/

function agreeWithSchema(text: string, complaints: readonly Complaint[]): void {
  const { value, faults } = readDocument(text)
  if (faults.length > 0 || value === null) return
  const errors = complaints.filter(({ severity }) => severity === 'error')
  if (complaints.some(({ message }) => /is ignored, as by eksctl/.test(message))) return
  const shape = errors.filter(({ rule, message }) => rule === undefined && !beyondSchema.test(message))
  if (shape.length === 0 && errors.some(({ message }) => beyondSchema.test(message))) return
  const broken = breaches(value)
  if (broken.length > 0 !== shape.length > 0)
    throw new Error(
      `the schema says [${broken.join(', ')}], the reader [${shape.map(({ path, message }) => `${path} ${message}`).join(', ')}]`,
    )
}
