import type { Event } from '../plan/events.ts'
import type { Kind, Progress } from '../plan/step.ts'
import { lines, skipped } from './lines.ts'
import { paint, type Paint } from './paint.ts'
import { every, type Stage, type View } from './view.ts'
import { doing, failedItself, spoken, told } from './words.ts'

type State = 'waiting' | 'running' | 'done' | 'failed' | 'skipped'

interface Row {
  readonly name: string
  state: State
  kind: Kind | undefined
  since: number
  note: string
  /** Resources that move now, by id, newest last. */
  readonly moving: Map<string, NonNullable<Progress['resource']>>
}

/** What the frame knows of a run: enough to draw it at any time. */
export interface Scene {
  readonly rows: Map<string, Row>
  readonly usual: Map<string, number>
  failure: string | undefined
}

/** Nothing has been told yet. */
export const emptyScene = (): Scene => ({ rows: new Map(), usual: new Map(), failure: undefined })

/** Takes an event into the scene. */
export function stage(scene: Scene, event: Event): void {
  switch (event.type) {
    case 'planned':
      for (const step of event.steps) {
        if (step.usual !== undefined) scene.usual.set(step.name, step.usual)
        if (step.change !== undefined || step.blocked !== undefined) rowOf(scene, step.name).kind = step.change?.kind
      }
      return
    case 'started':
      return void Object.assign(rowOf(scene, event.step), { state: 'running', since: event.time, kind: event.change.kind })
    case 'progress':
      return moved(scene, rowOf(scene, event.step), event.progress)
    case 'done':
      if (event.change !== undefined || scene.rows.has(event.step))
        end(rowOf(scene, event.step), 'done', event.change === undefined ? '' : spoken(event.elapsed))
      return
    case 'skipped':
      return end(rowOf(scene, event.step), 'skipped', skipped(event))
    case 'failed':
      scene.failure = told(event)
      return end(rowOf(scene, event.step), 'failed', event.error.message)
    case 'warning':
    case 'call':
    case 'finished':
  }
}

function rowOf(scene: Scene, name: string): Row {
  const row = scene.rows.get(name) ?? { name, state: 'waiting', kind: undefined, since: 0, note: '', moving: new Map() }
  scene.rows.set(name, row)
  return row
}

function moved(scene: Scene, row: Row, { text, resource }: Progress): void {
  if (resource === undefined) {
    row.note = text
    return
  }
  row.moving.delete(resource.id)
  if (resource.status.endsWith('_IN_PROGRESS')) row.moving.set(resource.id, resource)
  if (failedItself(resource)) scene.failure = `${row.name}: ${resource.id}: ${resource.reason ?? resource.status}`
}

function end(row: Row, state: State, note: string): void {
  row.state = state
  row.note = note
  row.moving.clear()
}

const dots = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const shownResources = 6

/** How large a drawing may be. */
export interface Canvas {
  readonly width: number
  readonly height?: number | undefined
}

/** The scene as lines that fit the terminal: where there are too many, what is done and what waits is only counted. `now` in milliseconds. */
export function drawn(scene: Scene, now: number, { width, height = Infinity }: Canvas, ink: Paint): string[] {
  const dot = dots.charAt(Math.floor(now / 1000) % dots.length)
  const mark: Record<State, string> = {
    waiting: ink.dim('·'),
    running: dot,
    done: ink.green('✓'),
    failed: ink.red('✗'),
    skipped: ink.dim('-'),
  }
  const pinned = scene.failure === undefined ? [] : [ink.red(cut(scene.failure, width - 1))]
  const blocks = [...scene.rows.values()].map((row) => ({
    state: row.state,
    lines: [
      `${mark[row.state]} ${cut(rowText(row, now, scene.usual.get(row.name)), width - 3)}`,
      ...resources(row).map((line) => ink.dim(`    ${cut(line, width - 5)}`)),
    ],
  }))
  const fits = (shown: readonly { readonly lines: readonly string[] }[]): boolean =>
    shown.flatMap(({ lines: all }) => all).length + pinned.length + 2 < height
  if (fits(blocks)) return [...blocks.flatMap(({ lines: all }) => all), ...pinned]
  const counted = (state: State): string[] => {
    const count = blocks.filter((block) => block.state === state).length
    return count === 0 ? [] : [`${mark[state]} ${count} ${state}`]
  }
  const moving = blocks.filter(({ state }) => state === 'running' || state === 'failed').flatMap(({ lines: all }) => all)
  const room = Math.max(1, Math.min(moving.length, height - pinned.length - 4))
  return [...counted('done'), ...moving.slice(0, room), ...counted('waiting'), ...pinned]
}

function rowText(row: Row, now: number, usual: number | undefined): string {
  if (row.state !== 'running') return row.note === '' ? row.name : `${row.name}  ${row.note}`
  const time = `${spoken(now - row.since)}${usual === undefined ? '' : ` of about ${spoken(usual)}`}`
  return `${row.name}  ${doing[row.kind ?? 'wait']}, ${time}${row.note === '' ? '' : `  ${row.note}`}`
}

function resources(row: Row): string[] {
  const all = [...row.moving.values()]
  const shown = all.slice(-shownResources).map(({ id, type, status }) => `${id}  ${type}  ${status.toLowerCase().replaceAll('_', ' ')}`)
  return all.length > shownResources ? [`and ${all.length - shownResources} more`, ...shown] : shown
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`)

const hideCursor = '\u001B[?25l'
const showCursor = '\u001B[?25h'
/** Tells the terminal to show what comes at once, where it knows how. */
const atOnce = (text: string): string => `\u001B[?2026h${text}\u001B[?2026l`

/** A live tree, drawn again in place. At its end the finished lines stay. */
export function frame(setting: Stage): View {
  const { terminal, clock } = setting
  const ink = paint(setting.colour)
  const scene = emptyScene()
  const quiet = lines({ ...setting, terminal: { ...terminal, talk: (text) => above(text) } })
  let height = 0
  let last = ''
  const draw = (text: string): void => terminal.draw?.(text)
  const up = (): string => (height === 0 ? '' : `\u001B[${height}A\r`)
  const redraw = (before = ''): void => {
    const all = drawn(scene, clock.now(), terminal, ink)
    const body = all.map((line) => `${line}\u001B[K\n`).join('')
    if (before === '' && body === last) return
    last = body
    draw(atOnce(`${hideCursor}${up()}${before}${body}\u001B[J`))
    height = all.length
  }
  const above = (text: string): void => redraw(`${text}\u001B[K\n`)
  const stop = every(1000, clock, () => redraw())
  return {
    see(event) {
      stage(scene, event)
      if (event.type === 'warning' || event.type === 'call') return quiet.see(event)
      redraw()
    },
    close() {
      stop()
      quiet.close()
      redraw()
      draw(showCursor)
    },
  }
}
