import { expect, test } from 'vitest'
import { mustKnowProxies } from '#src/aws/proxy.ts'

const proxy = { HTTPS_PROXY: 'http://proxy:3128' }

test.each(['20.19.0', '22.12.0', '22.20.0', '23.11.0', '24.4.1'])(
  'Node %s, which knows no proxies, is refused where one is set',
  (node) => {
    expect(() => mustKnowProxies(proxy, node)).toThrow(
      expect.objectContaining({
        code: 'ProxyNeedsNewerNode',
        exitCode: 64,
        message: `HTTPS_PROXY is set, and Node ${node} can't go through a proxy`,
        hint: 'use Node 22.21, 24.5 or newer, or unset HTTPS_PROXY',
      }),
    )
    expect(() => mustKnowProxies({}, node)).not.toThrow()
    expect(() => mustKnowProxies({ ...proxy, NO_PROXY: '*' }, node)).not.toThrow()
  },
)

test.each(['22.21.0', '24.5.0', '25.0.0', '26.1.0'])('Node %s takes the proxy', (node) => {
  expect(() => mustKnowProxies(proxy, node)).not.toThrow()
})
