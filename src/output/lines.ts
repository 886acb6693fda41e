import type { Event } from '../plan/events.ts'
import type { Change, Kind, Progress } from '../plan/step.ts'
import { paint } from './paint.ts'
import { every, type Stage, type View } from './view.ts'
import { did, doing, failedItself, spoken, told, would } from './words.ts'

const heartbeat = 60_000

interface Underway {
  readonly since: number
  readonly kind: Kind
}

/** One line per change. Where nothing changes for a minute, one line says what is still under way. */
export function lines({ terminal, clock, verbosity, colour }: Stage): View {
  const ink = paint(colour)
  const underway = new Map<string, Underway>()
  const usual = new Map<string, number>()
  const heard = new Map<string, string>()
  let spokenAt = clock.now()
  const say = (level: number, text: string | undefined): void => {
    if (verbosity < level || text === undefined) return
    spokenAt = clock.now()
    terminal.talk(text)
  }
  const stop = every(heartbeat / 4, clock, () => {
    if (underway.size === 0 || clock.now() - spokenAt < heartbeat * 0.75) return
    say(
      3,
      ink.dim(`… ${[...underway].map(([step, { since, kind }]) => still(step, kind, clock.now() - since, usual.get(step))).join('; ')}`),
    )
  })
  const see = (event: Event): void => {
    switch (event.type) {
      case 'planned':
        for (const step of event.steps) if (step.usual !== undefined) usual.set(step.name, step.usual)
        return
      case 'started':
        underway.set(event.step, { since: event.time, kind: event.change.kind })
        return say(3, `  ${event.step}: ${doing[event.change.kind]}${about(usual.get(event.step))}`)
      case 'progress':
        return say(
          levelOf(event.progress),
          isNew(event.step, event.progress, heard) ? ink.dim(`  ${event.step}: ${news(event.progress)}`) : undefined,
        )
      case 'done':
        underway.delete(event.step)
        return say(
          3,
          `${ink.green('✓')} ${event.step}${event.change === undefined ? ink.dim(' (as it should be)') : ended(event.change.kind, event.elapsed, event.note)}`,
        )
      case 'skipped':
        underway.delete(event.step)
        return say(3, `- ${event.step}: ${skipped(event)}`)
      case 'failed':
        underway.delete(event.step)
        return say(1, `${ink.red('✗')} ${told(event)}`)
      case 'warning':
        return say(2, `${ink.yellow('!')} ${event.text}`)
      case 'call':
        return say(
          4,
          ink.dim(`  ${event.service} ${event.operation} ${event.milliseconds} ms${event.error === undefined ? '' : ` ${event.error}`}`),
        )
      case 'finished':
        underway.clear()
    }
  }
  return { see, close: stop }
}

const about = (usual: number | undefined): string => (usual === undefined ? '' : ` (usually ${spoken(usual)})`)

const still = (step: string, kind: Kind, elapsed: number, usual: number | undefined): string =>
  `${step}: still ${doing[kind]}, ${spoken(elapsed)}${about(usual)}`

/** A deletion that leaves a note is not at its end. */
const ended = (kind: Kind, elapsed: number, note: string | undefined): string =>
  `${kind === 'create' ? '' : kind === 'delete' && note !== undefined ? ': deletion begun' : ` ${did[kind]}`}${elapsed < 1000 ? '' : ` (${spoken(elapsed)})`}`

/** A resource's own steps are news only where it fails by itself; siblings of one that failed are cancelled. */
function levelOf({ resource }: Progress): number {
  if (resource === undefined) return 3
  return failedItself(resource) ? 3 : 4
}

/** CloudFormation tells each resource's start twice; the second time is no change. */
function isNew(step: string, { resource, text }: Progress, heard: Map<string, string>): boolean {
  const key = `${step} ${resource?.id ?? ''}`
  const state = resource?.status ?? text
  const known = heard.get(key) === state
  heard.set(key, state)
  return !known
}

/** Words of CloudFormation that say nothing. */
const empty = new Set(['User Initiated', 'Resource creation Initiated'])

/** A step's progress in one line: the resource where it is about one. */
function news({ text, resource }: Progress): string {
  if (resource === undefined) return text
  return `${resource.id} ${resource.status}${resource.reason === undefined || empty.has(resource.reason) ? '' : `: ${resource.reason}`}`
}

/** Why a step was left out, in words. */
export function skipped(event: Extract<Event, { type: 'skipped' }>): string {
  if (event.why === 'dependency') return `not done, since ${event.because ?? 'what it needs'} is not so`
  return event.why === 'interrupted' ? 'not done, interrupted' : 'not done, the time was over'
}

/** The plan as a list, for commands that show it and stop: what is there and changes is shown as it is and as it will be. */
export const planText = (steps: Extract<Event, { type: 'planned' }>['steps']): string =>
  steps
    .flatMap(({ name, change }) =>
      change === undefined ? [`  ${name}: as it should be`] : [`  ${name}: ${would[change.kind]}`, ...differences(change)],
    )
    .join('\n')

/** How it is and how it will be; what goes is only named where it changes before. */
const differences = ({ kind, why = [] }: Change): string[] =>
  (kind === 'update' ? why : kind === 'delete' ? why.filter(({ to }) => to !== undefined) : []).map(
    ({ path, from, to }) => `    ${path}: ${value(from)} → ${value(to)}`,
  )

/** A document is shown by its beginning: it is there whole under `-o json`, and in AWS. */
const longest = 160

function value(of: unknown): string {
  const text = typeof of === 'string' ? of : (JSON.stringify(of) ?? 'not set')
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
