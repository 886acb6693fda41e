import type { Command } from '@oclif/core/command'
import { flagShape, type ListedFlag } from '../command/flag-shape.ts'
import type { CommandTree } from '../command/tree.ts'
import { ownCommands } from '../command/words.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** A command as a tool: what a client is told of it. */
export interface CommandTool {
  readonly command: Command.Cached
  readonly name: string
  readonly description: string
  readonly inputSchema: InputSchema
  readonly annotations: {
    readonly title: string
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly openWorldHint: true
  }
}

/** A type and no interface: it has to fit the protocol's open one. */
type InputSchema = {
  type: 'object'
  properties: Record<string, Schema>
  additionalProperties: false
}

/** A JSON schema. */
interface Schema {
  [key: string]: string | boolean | string[] | Schema
}

/** Arguments of a call. */
export type ToolArguments = Readonly<Record<string, unknown>>

/** The parameter by which a call says that somebody agreed to it. */
export const confirmParameter = 'confirm'

/** Commands that are no tools: they serve until they are stopped, take over the terminal, speak to a shell, or give away a token. */
const noTools = new Set(['mcp', 'anywhere', 'sandbox', 'sandbox:env', 'get-token'])
/** Flags of people at a terminal. */
const noParameters = new Set(['help', 'verbose', 'color', 'dumpLogs', 'events'])

const reading = /^(get:|info$|version$|explain$|completion$|utils:(describe-|schema$|nodegroup-health$))/
const making = /^(create|register|associate|enable|set):|^utils:(write-kubeconfig|associate-iam-oidc-provider)$/
/** They ask for `--approve` with a file only, or do their work whatever it says. */
const approveWithFile = /^(delete|drain):/
const approveIdle = new Set(['utils:enable-secrets-encryption'])

/** One tool for each command, in the order of their names. */
export const commandTools = (tree: CommandTree): CommandTool[] =>
  ownCommands(tree)
    .filter(({ id }) => !noTools.has(id))
    .map((command) => {
      const { id, summary = '', description } = command
      const readOnlyHint = reading.test(id)
      return {
        command,
        name: `eksctl_${id.replaceAll(':', '_')}`,
        description: [summary, ...(description === undefined ? [] : [description.replaceAll('<%= config.bin %>', tree.bin)])].join('. '),
        inputSchema: { type: 'object', properties: parametersOf(command), additionalProperties: false },
        annotations: {
          title: id.replaceAll(':', ' '),
          readOnlyHint,
          destructiveHint: !readOnlyHint && !making.test(id),
          openWorldHint: true,
        },
      }
    })

/** Whether a call may change or delete what stands: somebody has to agree to it first. A plan changes nothing. */
export function needsConsent({ command: { id, flags } }: CommandTool, given: ToolArguments): boolean {
  if (reading.test(id) || making.test(id)) return false
  const plans = 'approve' in flags && !approveIdle.has(id) && (!approveWithFile.test(id) || given['config-file'] !== undefined)
  return !plans || given['approve'] === true
}

function parametersOf(command: Command.Cached): Record<string, Schema> {
  const flags = Object.entries(command.flags).filter(([name, flag]) => flag.hidden !== true && !noParameters.has(name))
  const words = Object.entries(command.args).filter(([name]) => !(name in command.flags))
  return {
    ...Object.fromEntries(words.map(([name, { description = '' }]) => [name, { type: 'string', description }])),
    ...Object.fromEntries(flags.map(([name, flag]) => [name, schemaOf(flag)])),
    ...(!reading.test(command.id) &&
      !making.test(command.id) && {
        [confirmParameter]: { type: 'string', description: 'the code that the first call answered with, once the user has agreed' },
      }),
  }
}

const schemas: Readonly<Record<string, Schema>> = {
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  list: { type: 'array', items: { type: 'string' } },
  pairs: { type: 'object', additionalProperties: { type: 'string' } },
  file: { type: 'string' },
  text: { type: 'string' },
}

function schemaOf(flag: ListedFlag): Schema {
  const shape = flagShape(flag)
  const standard = typeof flag.default === 'string' && flag.default !== '' ? ` (default ${flag.default})` : ''
  const description = `${flag.summary ?? ''}${standard}`
  return shape.kind === 'words' ? { type: 'string', enum: [...shape.words], description } : { ...schemas[shape.kind], description }
}

/** The line that a call stands for. Throws where it names what the command does not have. */
export function lineOf({ command, name }: CommandTool, given: ToolArguments): string[] {
  const words = Object.keys(command.args).filter((arg) => !(arg in command.flags))
  const flags = Object.entries(given).flatMap(([parameter, value]) => {
    if (parameter === confirmParameter || words.includes(parameter) || value === null || value === undefined) return []
    const flag = command.flags[parameter]
    if (flag === undefined || flag.hidden === true || noParameters.has(parameter))
      throw new EksxError('BadFlag', `${name} has no parameter "${parameter}"`, { exitCode: exitCodes.usage })
    return [`--${parameter}=${textOf(value)}`]
  })
  const output = command.flags['output']
  const shape = output && flagShape(output)
  const asJson = given['output'] === undefined && shape?.kind === 'words' && shape.words.includes('json') ? ['--output=json'] : []
  const positionals = words.flatMap((word) => (typeof given[word] === 'string' ? [given[word]] : []))
  return [...command.id.split(':'), ...flags, ...asJson, ...(positionals.length === 0 ? [] : ['--', ...positionals])]
}

/** A value as the command line has it: lists by commas, maps as pairs. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => quotedCsv(String(item))).join(',')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, item]) => quotedCsv(`${key}=${String(item)}`))
      .join(',')
  return String(value)
}

const quotedCsv = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
