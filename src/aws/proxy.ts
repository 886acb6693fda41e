import { EksxError, exitCodes } from '../errors.ts'

const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const

/** Where a proxy is set and this Node (`22.12.0`) can't go through one: refused, since calls would silently go around it. Node can from 22.21 and 24.5 on. */
export function mustKnowProxies(env: Readonly<Record<string, string | undefined>>, node: string): void {
  const name = names.find((one) => env[one])
  if (name === undefined || (env['NO_PROXY'] ?? env['no_proxy'])?.trim() === '*' || knowsProxies(node)) return
  throw new EksxError('ProxyNeedsNewerNode', `${name} is set, and Node ${node} can't go through a proxy`, {
    exitCode: exitCodes.usage,
    hint: `use Node 22.21, 24.5 or newer, or unset ${name}`,
  })
}

function knowsProxies(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21)
}
