import { type CallToolResult, Server, type ServerContext, type Tool } from '@modelcontextprotocol/server'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { createHash, randomUUID } from 'node:crypto'
import type { Entry } from '../command/entry.ts'
import type { CommandTree } from '../command/tree.ts'
import { quoted } from '../command/verdict.ts'
import { version } from '../version.ts'
import { type Job, Jobs } from './jobs.ts'
import { type CommandTool, commandTools, confirmParameter, lineOf, needsConsent, type ToolArguments } from './tools.ts'

/** How long a call waits for a command before it answers that it still runs; milliseconds. */
const patience = 45_000

const follow = 'eksx_follow'
const stop = 'eksx_stop'
const jobParameter = {
  type: 'object' as const,
  properties: { job: { type: 'string', description: 'as the call that began it named it' } },
  required: ['job'],
}

/** What there is besides the commands: to ask again for long work, and to end it. */
const ownTools = [
  {
    name: follow,
    description: 'Ask again for a command that still ran when its call was answered: waits for its end, at most 45 seconds',
    inputSchema: jobParameter,
    annotations: { title: 'follow', readOnlyHint: true, destructiveHint: false, openWorldHint: true },
  },
  {
    name: stop,
    description: 'Stop a command that still runs, as Ctrl-C does: it finishes the calls in flight; what has begun in AWS goes on there',
    inputSchema: jobParameter,
    annotations: { title: 'stop', readOnlyHint: false, destructiveHint: false, openWorldHint: true },
  },
]

const instructions = `Each tool is a command of eksx, which creates and runs Amazon EKS clusters as eksctl does. Creating a cluster takes fifteen
minutes: a call answers after 45 seconds at most and names a job, which ${follow} follows. What changes or deletes something that stands
needs the user's consent: the first call does nothing and answers with a code for the parameter "${confirmParameter}".`

/** Serves the commands as tools until the client goes; then what runs is asked to end, and finishes its calls in flight. */
export async function serveMcp(tree: CommandTree, entry: Entry): Promise<void> {
  const jobs = new Jobs(entry)
  const { input, output } = entry.streams()
  const transport = new StdioServerTransport(input, output)
  const gone = new Promise<void>((resolve) => {
    input.once('end', resolve)
    input.once('close', resolve)
    output.once('error', () => resolve())
  })
  const unhook = entry.signals.on(() => input.destroy())
  const onerror = ({ message }: Error): void => entry.terminal.talk(`! ${message.split('\n', 1).join('')}`)
  const served = serveStdio(() => serverOf(tree, entry, jobs), { transport, onerror })
  await gone
  unhook()
  await jobs.close()
  await served.close()
}

function serverOf(tree: CommandTree, entry: Entry, jobs: Jobs): Server {
  const tools = commandTools(tree)
  const consent = new Consent()
  const server = new Server({ name: 'eksctl', title: 'eksx', version }, { capabilities: { tools: {} }, instructions })
  server.setRequestHandler('tools/list', () => ({ tools: [...tools.map(listed), ...ownTools] }))
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: given = {} } }, context) => {
    if (name === follow || name === stop) {
      const job = jobs.find(String(given['job']))
      if (job === undefined) return refusal(`there is no job "${String(given['job'])}"; ${runningNow(jobs)}`)
      if (name === stop) job.stop('SIGINT')
      return told(job, jobs, entry, context)
    }
    const tool = tools.find((one) => one.name === name)
    if (tool === undefined) return refusal(`there is no tool "${name}"`)
    try {
      const line = lineOf(tool, given)
      if (needsConsent(tool, given) && !consent.given(line, given)) return say(consent.asked(tree.bin, line))
      return await told(jobs.start(line), jobs, entry, context)
    } catch (error) {
      return refusal(error instanceof Error ? error.message : String(error))
    }
  })
  return server
}

const listed = ({ name, description, inputSchema, annotations }: CommandTool): Tool => ({ name, description, inputSchema, annotations })

/** Codes by which a call shows that somebody has agreed to exactly this line; each is good once. */
class Consent {
  readonly #secret = randomUUID()
  readonly #open = new Set<string>()

  #codeOf(line: readonly string[]): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#secret, line]))
      .digest('hex')
      .slice(0, 8)
  }

  given(line: readonly string[], { [confirmParameter]: code }: ToolArguments): boolean {
    return typeof code === 'string' && code === this.#codeOf(line) && this.#open.delete(code)
  }

  asked(bin: string, line: readonly string[]): string {
    const code = this.#codeOf(line)
    this.#open.add(code)
    return [
      `Nothing was done yet. This changes or deletes what stands: ${[bin, ...line].map(quoted).join(' ')}`,
      `Ask the user. If they agree, call the same tool again with the same arguments and ${confirmParameter}: "${code}".`,
    ].join('\n')
  }
}

/** What a job comes to, or what it has said so far where it takes longer. Its talk is progress, for clients that ask for it. */
async function told(job: Job, jobs: Jobs, { clock }: Entry, { mcpReq }: ServerContext): Promise<CallToolResult> {
  const { _meta: meta } = mcpReq
  const token = meta?.progressToken
  let progress = job.talk.length
  const unhook = job.onTalk((message) => {
    progress += 1
    if (token !== undefined)
      void mcpReq.notify({ method: 'notifications/progress', params: { progressToken: token, progress, message } }).catch(() => undefined)
  })
  const over = new AbortController()
  const waited = clock.sleep(patience, AbortSignal.any([over.signal, mcpReq.signal])).catch(() => undefined)
  await Promise.race([job.ended, waited])
  unhook()
  over.abort()
  if (job.exitCode === undefined)
    return say([...job.talk, `It still runs, as ${job.id}. Ask again with ${follow} {"job": "${job.id}"}; ${stop} ends it.`].join('\n'))
  jobs.forget(job)
  const texts = [job.answer.join('\n'), [...job.talk, ...(job.exitCode === 0 ? [] : [`exit code ${job.exitCode}`])].join('\n')]
  const content = texts.filter((text) => text !== '').map((text) => ({ type: 'text' as const, text }))
  return { content: content.length > 0 ? content : [{ type: 'text', text: 'done' }], ...(job.exitCode !== 0 && { isError: true }) }
}

const say = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })
const refusal = (text: string): CallToolResult => ({ ...say(text), isError: true })
const runningNow = (jobs: Jobs): string =>
  `running: ${
    jobs
      .running()
      .map(({ id }) => id)
      .join(', ') || 'none'
  }`
