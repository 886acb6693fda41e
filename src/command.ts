import type { App } from './app.ts'
import type { StopSignal } from './command/entry.ts'
import { LocalCommand } from './command/local.ts'
import { interrupted, signalCode, verdict } from './command/verdict.ts'
import { type Watch, watch } from './command/watch.ts'
import { type Complaint, complaintLine } from './config/complaint.ts'
import type { Config, Purpose } from './config/config.ts'
import { mustBeRegion } from './config/region.ts'
import { EksxError, exitCodes } from './errors.ts'
import { badFlag, clusterOf, type FileRules, metadataFile, nameOf, withFile, withoutFile } from './flags/conflicts.ts'
import { timeoutFlags } from './flags/groups.ts'
import type { StatedByFlags } from './flags/stated.ts'
import { type Answer, answer } from './output/answer.ts'
import { asEksxError } from './output/explain.ts'
import { planText } from './output/lines.ts'
import type { Event, Outcome, PlannedStep } from './plan/events.ts'
import { perform, plan } from './plan/perform.ts'
import type { Kind, Sight, Step } from './plan/step.ts'

/** How a command performs its steps. */
export interface PerformWords {
  /** The kinds of change it may make; to follow is always allowed. */
  readonly kinds: readonly Kind[]
  /** What the answer under `-o` says besides what was changed. */
  readonly about: Readonly<Record<string, unknown>>
  /** Words that the line to go on with needs besides what was typed: names that were made up. */
  readonly resume?: readonly string[]
  /** Said last where all is so. */
  readonly end?: string
  /** It waits in any case, `--wait` or not. */
  readonly waits?: true
  /** The steps are targets of their own: some of them done is exit 9. */
  readonly several?: boolean
}

const timed = timeoutFlags()

/** A command that works on AWS: it reads, prepares and performs. */
export abstract class EksxCommand extends LocalCommand {
  /** Which rules of the config hold. */
  protected readonly purpose: Purpose = 'metadata only'
  protected readonly fileRules: FileRules = metadataFile
  /** Flags that must be set where no file is given. A word of the line stands for `--name`. */
  protected readonly needs: readonly string[] = []
  #file: Config | undefined
  #watch: Watch | undefined
  /** AWS has accepted a write, or was at work already: something goes on there. */
  #begun = false
  /** Ends the retries of calls: the run is stopped, or its time is over. */
  readonly #giveUp = new AbortController()

  protected abstract execute(app: App): Promise<Answer | undefined>

  /** What is wrong with the line by itself; asked before anything is read. */
  protected check(): void {}

  protected override async answerOf(): Promise<Answer | undefined> {
    this.#checkFileFlags()
    this.#checkNeeds()
    this.check()
    this.#file = await this.#readFile()
    const app = await this.entry.open({
      region: this.#file?.stated.metadata.region ?? this.#text('region'),
      profile: this.#text('profile'),
      patience: this.timeout,
      giveUp: this.#giveUp.signal,
      onEvent: (event) => {
        this.#begun ||= isBegun(event)
        if (this.#watch === undefined) this.#call(event)
        else this.#watch.see(event)
      },
    })
    if (this.purpose !== 'create cluster') mustBeRegion(app.regionName)
    this.#nameEndpoint()
    return await this.execute(app)
  }

  /** Milliseconds in which something must come to its end: as given, else what the flag's help says. */
  protected get timeout(): number {
    const { timeout = timed.timeout } = this.ctor.flags as Partial<typeof timed>
    return this.flagsOf({ flags: timed }).timeout ?? timeout.read([timeout.standard ?? ''])
  }

  /** The config, from the file where there is one, else from flags. */
  protected async read(fromFlags: () => StatedByFlags): Promise<Config> {
    if (this.#file !== undefined) return this.#file
    const { stated, flagByPath } = fromFlags()
    const { configFromFlags } = await import('./config/flags.ts')
    return configFromFlags(stated, flagByPath, this.purpose)
  }

  /** The cluster that the command is about: the file's, else the flag's, or the word's where the word is for it. */
  protected get cluster(): string {
    return this.#file?.stated.metadata.name ?? needed(this.#clusterGiven(), 'cluster')
  }

  /** The same for commands that call their cluster `--name`. */
  protected get clusterName(): string {
    return this.#file?.stated.metadata.name ?? needed(this.#nameGiven(), 'name')
  }

  /** `--name` may be the old name of `--cluster`; what the word stands for says its place among the arguments. */
  #clusterGiven(): string | undefined {
    const old = this.ctor.flags['name']?.hidden === true ? this.#text('name') : undefined
    return clusterOf({ cluster: this.#text('cluster'), name: old }, 'cluster' in this.ctor.args ? this.word : undefined)
  }

  /** Throws where the config lists nothing of what the command makes. */
  protected mustList(list: readonly unknown[] | undefined, path: string): void {
    if (list === undefined || list.length === 0) throw badFlag(`the file has no ${path}`, 'this command makes what is listed there')
  }

  /** The file given with -f. */
  protected get file(): Config | undefined {
    return this.#file
  }

  /** Things that should be known before the work begins. */
  protected cautions(warnings: readonly string[]): void {
    for (const warning of warnings) this.caution(warning)
  }

  /** What `--dry-run` answers. */
  protected settledAnswer<S extends { readonly config: object; readonly warnings: readonly Complaint[] }>(
    settled: S,
    print: (settled: S) => string,
  ): Answer {
    this.cautions(settled.warnings.map(complaintLine))
    return answer(settled.config, print(settled))
  }

  /** Makes it so, shows it, and answers. Throws what did not come to be. */
  protected async perform(steps: readonly Step[], app: App, words: PerformWords): Promise<Answer | undefined> {
    const view = await watch({
      ...this.entry,
      verbosity: this.verbosity,
      colour: this.colour,
      events: this.#text('events'),
      record: undefined,
    })
    this.#watch = view
    try {
      const outcome = await this.#run(steps, app, words, view)
      const result = {
        ...words.about,
        changed: outcome.changed.map(({ step, change }) => ({ step, kind: change.kind })),
        notes: outcome.notes,
      }
      await view.end({ result })
      this.#lastLines(outcome, words)
      return this.given['output'] === undefined || this.#text('events') === '-' ? undefined : answer(result)
    } catch (error) {
      view.close()
      await view.end({ error: asEksxError(error) })
      throw error
    } finally {
      this.#watch = undefined
    }
  }

  /** What would be done, and nothing is. */
  protected async planned(steps: readonly Step[], app: App): Promise<Answer> {
    const sights = await plan(steps, app, new AbortController().signal)
    const list = [...sights].map(([step, sight]) => plannedStep(step, sight))
    const blocked = list.find((step) => step.blocked !== undefined)?.blocked
    if (blocked !== undefined) throw blocked
    if (list.some(({ change }) => change !== undefined))
      this.caution('this is the plan; nothing was changed. Run it again with --approve to do it')
    else this.say(nothingToDo)
    return answer(
      list.map(({ name, change }) => ({ step: name, kind: change?.kind ?? 'none', ...(change?.why && { why: change.why }) })),
      planText(list),
    )
  }

  async #run(steps: readonly Step[], app: App, words: PerformWords, view: Watch): Promise<Outcome> {
    const { signals } = this.entry
    const stop = new AbortController()
    let signal: StopSignal | undefined
    const unhook = signals.on((name) => {
      if (signal !== undefined) {
        view.close()
        return signals.leave(signalCode[name])
      }
      signal = name
      this.caution(`${name}: finishing the calls in flight; once more leaves at once`)
      stop.abort()
      this.#giveUp.abort()
    })
    try {
      const outcome = await perform(steps, app, {
        kinds: words.kinds,
        signal: stop.signal,
        listener: (event) => {
          this.#begun ||= isBegun(event)
          view.see(event)
        },
        timeout: this.timeout,
        onTimeOver: () => this.#giveUp.abort(),
      }).catch((error: unknown) => {
        throw signal === undefined ? error : interrupted(signal, this.lineToResume(words.resume))
      })
      view.close()
      const error = verdict({
        outcome,
        signal,
        resume: this.lineToResume(words.resume),
        several: words.several === true,
        begun: this.#begun,
      })
      if (error !== undefined) throw error
      return outcome
    } finally {
      unhook()
    }
  }

  /** What is not yet as a person might think, said last. */
  #lastLines({ changed, notes }: Outcome, { end, waits }: PerformWords): void {
    for (const note of notes) this.say(note)
    if (notes.length > 0 && waits !== true && 'wait' in this.ctor.flags && this.given['wait'] !== true)
      this.say(`to follow it: ${this.lineToResume(['--wait'])}`)
    if (changed.length === 0) this.say(nothingToDo)
    else if (end !== undefined && notes.length === 0) this.say(end)
  }

  #checkFileFlags(): void {
    const rules = this.fileRules
    if (this.#text('config-file') === undefined) return withoutFile(this.given, rules)
    const idle = withFile(this.given, this.word, rules)
    if (idle.length > 0)
      this.caution(`${idle.map((flag) => `--${flag}`).join(', ')}: no effect with --config-file/-f, the file alone counts`)
  }

  #nameGiven(): string | undefined {
    return nameOf('name', this.#text('name'), 'name' in this.ctor.args ? this.word : undefined)
  }

  #checkNeeds(): void {
    if (this.#text('config-file') !== undefined) return
    const given = (flag: string): unknown =>
      flag === 'cluster' ? this.#clusterGiven() : flag === 'name' ? this.#nameGiven() : this.given[flag]
    const missing = this.needs.filter((flag) => given(flag) === undefined || given(flag) === '')
    if (missing.length > 0) throw badFlag(`${missing.map((flag) => `--${flag}`).join(', ')} must be set`)
  }

  async #readFile(): Promise<Config | undefined> {
    const path = this.#text('config-file')
    if (path === undefined) return undefined
    const { readConfig } = await import('./config/read.ts')
    const config = readConfig(await this.#fileText(path), path === '-' ? 'stdin' : path, this.purpose)
    for (const warning of config.warnings) this.caution(complaintLine(warning))
    return config
  }

  async #fileText(path: string): Promise<string> {
    const { files } = this.entry
    const unreadable = (why: string, cause?: unknown): EksxError =>
      new EksxError('FileNotReadable', `--config-file=${path}: ${why}`, {
        exitCode: exitCodes.usage,
        hint: 'name the file of a ClusterConfig, or - for standard input',
        cause,
      })
    const text = await (path === '-' ? files.readStdin() : files.read(path)).catch((error: unknown) => {
      throw unreadable(error instanceof Error ? error.message : String(error), error)
    })
    if (text === undefined) throw unreadable('there is no such file')
    return text
  }

  /** An endpoint that is not AWS's is named, so that nobody works on a sandbox unawares or the other way round. */
  #nameEndpoint(): void {
    const endpoint = this.entry.files.env['AWS_ENDPOINT_URL']
    if (endpoint !== undefined && endpoint !== '') this.say(`AWS is ${endpoint}`)
  }

  #call(event: Parameters<Watch['see']>[0]): void {
    if (event.type !== 'call' || this.verbosity < 4) return
    this.entry.terminal.talk(
      `  ${event.service} ${event.operation} ${event.milliseconds} ms${event.error === undefined ? '' : ` ${event.error}`}`,
    )
  }

  #text(flag: string): string | undefined {
    const value = this.given[flag]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
}

/** Whether an event tells of something that goes on in AWS without us. */
const isBegun = (event: Event): boolean =>
  event.type === 'call'
    ? event.error === undefined && !/^(Describe|Get|List|AssumeRole)/.test(event.operation)
    : event.type === 'started' && event.change.kind === 'follow'

const nothingToDo = 'nothing to do: all is as it should be'

/** A value that must be there, or an error that names its flag. */
export function needed(value: string | undefined, flag: string): string {
  if (value === undefined || value === '') throw badFlag(`--${flag} must be set`)
  return value
}

function plannedStep(step: Step, sight: Sight): PlannedStep {
  const seen = 'blocked' in sight ? { blocked: sight.blocked } : sight.so ? {} : { change: sight.change }
  return { name: step.name, after: step.after.map(({ name }) => name), ...seen }
}
