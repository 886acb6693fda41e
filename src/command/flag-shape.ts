import type { Command } from '@oclif/core/command'

/** A flag as the list of commands has it. */
export type ListedFlag = Command.Cached['flags'][string] & { readonly helpValue?: unknown }

/** What a flag takes, as its help tells it: the list of commands knows no more. */
export type FlagShape =
  | { readonly kind: 'boolean' | 'integer' | 'file' | 'list' | 'pairs' | 'text' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

/** The shape of a flag of a command that is not loaded. */
export function flagShape({ helpValue }: ListedFlag): FlagShape {
  const label = typeof helpValue === 'string' ? helpValue : ''
  if (label === '') return { kind: 'boolean' }
  if (/^[\w-]+(\|[\w-]+)+$/.test(label)) return { kind: 'words', words: label.split('|') }
  if (label === 'number') return { kind: 'integer' }
  if (label === 'file') return { kind: 'file' }
  if (label.includes('=')) return { kind: 'pairs' }
  return { kind: label.includes(',') ? 'list' : 'text' }
}
