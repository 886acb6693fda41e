import type { Command } from '@oclif/core/command'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The commands there are, as words and help see them, and the way to each. */
export interface CommandTree {
  readonly bin: string
  readonly commands: readonly Command.Cached[]
  /** Loads a command and runs it on the words behind its name; gives its exit code. */
  run(id: string, argv: string[]): Promise<number>
}

/** What the bundle holds of the commands; each with the place of its module. */
interface Manifest {
  readonly commands: Readonly<Record<string, Command.Cached & { readonly relativePath: readonly string[] }>>
}

const trees = new Map<string, Promise<CommandTree>>()

/** The commands under a root; read once for a process. */
export function commandsIn(root: string): Promise<CommandTree> {
  const known = trees.get(root) ?? read(root)
  trees.set(root, known)
  return known
}

async function read(root: string): Promise<CommandTree> {
  const manifest = await readFile(join(root, 'oclif.manifest.json'), 'utf8').catch(() => undefined)
  return manifest === undefined ? loaded(root) : listed(root, manifest)
}

/** A checkout: oclif finds the commands by loading them all. */
async function loaded(root: string): Promise<CommandTree> {
  const { Config } = await import('@oclif/core/config')
  const config = await Config.load({ root })
  return { bin: config.bin, commands: config.commands, run: (id, argv) => config.runCommand(id, argv) }
}

/** A package: what there is has been written down, and oclif is loaded with the one command that runs. */
function listed(root: string, manifest: string): CommandTree {
  const { commands }: Manifest = JSON.parse(manifest)
  const bin = 'eksx'
  return {
    bin,
    commands: Object.values(commands).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    async run(id, argv) {
      const path = join(root, ...(commands[id]?.relativePath ?? []))
      const { bareConfig } = await import('./local.ts')
      const { default: command }: CommandModule = await import(pathToFileURL(path).href)
      command.id = id
      return command.run(argv, bareConfig(root, bin))
    },
  }
}

interface CommandModule {
  readonly default: Command.Class
}
