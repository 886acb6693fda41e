import type { Call } from './service.ts'

/** Work that may be due later. It is known by its name and its arguments are plain, so that what is due is data and survives a restart. */
export interface Task<A extends object = object, R = unknown> {
  /** Unique in the sandbox: `ec2:nat-gateway:open`. */
  readonly name: string
  run(args: A, call: Call): R | Promise<R>
}

const tasks = new Map<string, Task>()

/** Defines work under a name. At the top of a module, so that it is known wherever its service is. */
export function task<A extends object, R>(name: string, run: (args: A, call: Call) => R | Promise<R>): Task<A, R> {
  const defined: Task<A, R> = { name, run }
  tasks.set(name, defined)
  return defined
}

/** The work of that name. Throws where nobody has defined it: its module is not loaded, or the name is of another version. */
export function taskNamed(name: string): Task {
  const found = tasks.get(name)
  if (!found) throw new TypeError(`no task ${name} in the sandbox`)
  return found
}

/** Does work after so many milliseconds of the account's time, or at once where that is zero: then the next read already sees the end. */
export async function eventually<A extends object>(call: Call, ms: number, work: Task<A>, args: A): Promise<void> {
  if (ms > 0) call.account.later(call, ms, work, args)
  else await work.run(args, call)
}
