import { parseDocument } from 'yaml'
import { amiFamily, defaultAmiFamily } from '../../tables/ami-families.ts'
import { isMap } from '../plain.ts'
import { type AnyNodegroup, isStated } from './conditions.ts'
import { fault, type Rule, type Verdict } from './rule.ts'

/** What nodes are told in place of the usual has to be what their family reads. */
export const bootCommandRules: readonly Rule<AnyNodegroup>[] = [
  {
    id: 'N45',
    check: ({ amiFamily: family = defaultAmiFamily, overrideBootstrapCommand: text }) =>
      amiFamily(family)?.userData === 'nodeadm' && isStated(text) && judgeNodeConfig(text ?? '', family),
  },
]

/** nodeadm reads YAML 1.1, and runs nothing. */
function judgeNodeConfig(text: string, family: string): Verdict {
  const at = 'overrideBootstrapCommand'
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent' })
  const [error] = document.errors
  const config: unknown = error === undefined ? document.toJS() : undefined
  if (isMap(config)) return undefined
  const hint = 'commands go into preBootstrapCommands; here goes `kind: NodeConfig` with what its spec changes'
  if (error === undefined || text.startsWith('#!')) return fault(at, `is no NodeConfig, which is all that ${family} reads`, hint)
  return fault(at, `is no YAML: ${error.message.split(/:?\n/)[0] ?? ''}`, hint)
}
