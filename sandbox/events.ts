import type { AccountEvents, Events } from './service.ts'

type Listener<K extends keyof AccountEvents> = (detail: AccountEvents[K]) => void | Promise<void>

/** Events whose listeners run after the emitter has gone on; what they throw goes to `failed`. */
export function accountEvents(later: (work: () => void | Promise<void>) => void): Events {
  const listeners: { [K in keyof AccountEvents]: Listener<K>[] } = { 'instance-running': [], 'instance-terminated': [] }
  return {
    on: (event, listener) => void listeners[event].push(listener),
    emit(event, detail) {
      for (const listener of listeners[event]) later(() => listener(detail))
    },
  }
}
