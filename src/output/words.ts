import type { Kind } from '../plan/step.ts'

/** What is being done to a thing, by kind of change. */
export const doing: Readonly<Record<Kind, string>> = {
  create: 'creating',
  update: 'updating',
  replace: 'replacing',
  delete: 'deleting',
  follow: 'following what is under way',
  wait: 'waiting',
}

/** What would be done to a thing, by kind of change. */
export const would: Readonly<Record<Kind, string>> = {
  create: 'create',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  follow: 'follow',
  wait: 'wait for',
}

/** What was done to a thing, by kind of change. */
export const did: Readonly<Record<Kind, string>> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  follow: 'followed to its end',
  wait: 'ready',
}

/** Whether a resource failed by itself: where one fails, CloudFormation cancels its siblings, and calls them failed too. */
export const failedItself = ({ status, reason = '' }: { readonly status: string; readonly reason?: string }): boolean =>
  status.endsWith('_FAILED') && !/cancelled\.?$/i.test(reason)

/** The step that failed, and the cause; the step once only where the cause begins with it. */
export const told = ({ step, error }: { readonly step: string; readonly error: Error }): string =>
  error.message.startsWith(step) ? error.message : `${step}: ${error.message}`

/** Milliseconds as people say them: `9m 12s`, `1h 4m`, `3s`. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m ${seconds % 60}s`
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`
}
